import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { openDestination } from './destination.ts';
import { UsageError } from './usage-error.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tour-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('opening writes nothing; writing leaves the file alone in its folder', async () => {
  const destination = await openDestination('--json', join(folder, 'a.json'));
  expect(await readdir(folder)).toEqual([]);
  await destination.write('first');
  await destination.write('second');
  expect(await readdir(folder)).toEqual(['a.json']);
  expect(await readFile(destination.path, 'utf8')).toBe('second');
});

test('a file that is there stays as it is until the new one is complete', async () => {
  const path = join(folder, 'a.json');
  await writeFile(path, 'old');
  const destination = await openDestination('--json', path);
  expect(await readFile(path, 'utf8')).toBe('old');
  await rm(folder, { recursive: true });
  await expect(destination.write('new')).rejects.toThrow('ENOENT');
  folder = await mkdtemp(join(tmpdir(), 'tour-'));
});

test('through a link, what it points at is written', async () => {
  await writeFile(join(folder, 'real.json'), 'old');
  await symlink(join(folder, 'real.json'), join(folder, 'link.json'));
  await (await openDestination('--json', join(folder, 'link.json'))).write('new');
  expect(await readFile(join(folder, 'real.json'), 'utf8')).toBe('new');
});

test('what cannot be written is refused at once, in one sentence', async () => {
  await writeFile(join(folder, 'file'), '');
  const refusals = [
    [folder, 'it is a folder; name a file in it'],
    [join(folder, 'missing', 'a.json'), 'its folder does not exist; make that first'],
    [join(folder, 'file', 'a.json'), 'part of its path is a file, not a folder'],
  ] as const;
  for (const [path, why] of refusals) {
    const message = `--json ${path} cannot be written: ${why}.`;
    await expect(openDestination('--json', path)).rejects.toThrow(new UsageError(message));
  }
});
