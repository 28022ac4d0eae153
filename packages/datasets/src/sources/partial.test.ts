import { memoryStore } from '@thaw/core/stores';
import { expect, test } from 'vitest';

import { Partial } from './partial.ts';

const MEGABYTE = 1024 * 1024;
const bytes = Uint8Array.from({ length: 10 * MEGABYTE + 5 }, (_, i) => (i * 31) ^ (i >> 8));
const chunks = (size: number): Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
const same = (partial: Partial): boolean => Buffer.compare(partial.bytes, bytes) === 0;

test('what arrives is kept every 4 MiB, for the next process, and dropped at the end', async () => {
  const store = memoryStore();
  const first = new Partial(store, 'x', bytes.length);
  for (const chunk of chunks(MEGABYTE).slice(0, 10)) await first.add(chunk); // and killed
  expect(await store.list()).toEqual(['part-x-000000000000', 'part-x-000004194304']);
  const second = new Partial(store, 'x');
  await second.restore();
  expect(second.length).toBe(8 * MEGABYTE);
  await second.add(bytes.subarray(8 * MEGABYTE));
  expect(same(second)).toBe(true);
  await second.keep();
  expect(await store.list()).toHaveLength(3);
  await second.drop();
  expect([second.length, await store.list()]).toEqual([0, []]);
});

test('parts of two processes that were cut differently fit together', async () => {
  const store = memoryStore();
  const [one, other] = [new Partial(store, 'x'), new Partial(store, 'x')];
  await one.add(bytes.subarray(0, 100));
  await one.keep();
  for (const chunk of chunks(3 * MEGABYTE).slice(0, 3)) await other.add(chunk); // the first part anew, and longer
  await one.add(bytes.subarray(100, 300));
  await one.keep(); // lies within the first part now
  await store.write('part-y-000000000000', bytes.subarray(0, 10)); // of another file
  await store.write('part-x-000099999999', bytes.subarray(0, 10)); // what nothing leads up to
  const next = new Partial(store, 'x');
  await next.restore();
  expect(next.length).toBe(6 * MEGABYTE);
  await next.add(bytes.subarray(6 * MEGABYTE));
  expect(same(next)).toBe(true);
  await next.drop();
  expect(await store.list()).toEqual(['part-y-000000000000']);
});
