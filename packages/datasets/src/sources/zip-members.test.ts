import { Random } from '@thaw/backend';
import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';

import { SourceError } from './source-file.ts';
import { zipMembers } from './zip-members.ts';

const names = ['a.txt', 'in/b.txt'];
const archive = zipSync({
  'a.txt': strToU8('aaaaaaaaaaaaaaaaaaaaaaaa'),
  'in/b.txt': [strToU8('stored'), { level: 0 }],
  'c.txt': strToU8('not asked for'),
});

test('members are unpacked in the order they are asked for', async () => {
  const [b, a] = await zipMembers('toy', 'x.zip', archive, ['in/b.txt', 'a.txt']);
  expect([a, b]).toEqual([strToU8('a'.repeat(24)), strToU8('stored')]);
  await expect(zipMembers('toy', 'x.zip', archive, ['b.txt'])).rejects.toThrow(
    new SourceError('toy: the zip archive x.zip has no whole file b.txt.'),
  );
});

test('of 10,000 damaged archives each is unpacked or refused, and none takes more memory than it could fill', async () => {
  const random = new Random(1);
  const places = random.integers(30_000, archive.length);
  const values = random.integers(30_000, 256);
  const cuts = random.integers(10_000, archive.length);
  let refused = 0;
  for (let i = 0; i < 10_000; i++) {
    const bytes = i % 10 === 0 ? archive.slice(0, cuts[i]!) : archive.slice();
    for (let change = 0; change <= i % 3; change++) bytes[places[3 * i + change]!] = values[3 * i + change]!;
    const found: unknown = await zipMembers('toy', 'x.zip', bytes, names).catch((error: unknown) => error);
    const isRefused = found instanceof SourceError;
    const most = 1032 * archive.length;
    expect(isRefused || (found as Uint8Array[]).every(({ length }) => length <= most)).toBe(true);
    if (isRefused) refused += 1;
  }
  expect(refused).toBeGreaterThan(2_000);
});
