import { createHash } from 'node:crypto';

import { memoryStore } from '@thaw/core/stores';
import { expect, test } from 'vitest';

import { goodBytes, startBadNetwork } from '../../fixtures/bad-network.ts';
import { LENGTH, md5, sha256, ToyFiles } from '../../fixtures/toy-files.ts';
import { loadFile, type LoadProgress } from '../index.ts';

const toy = new ToyFiles();
const quick = { pauseSeconds: 0.001 };
const impatient = { ...quick, stallSeconds: 0.25, tries: 2 };

test.each([
  ['a good server', ['ok'], [1]],
  ['a mirror, where the first has none', ['missing', 'ok'], [1, 1]],
  ['one that is busy at first', ['busy'], [3]],
  ['one that sends on to another place', ['moved'], [2]],
  ['a mirror, where the first gives other bytes', ['wrong', 'ok'], [1, 1]],
  ['a mirror, where the first gives a page of HTML', ['html', 'ok'], [1, 1]],
  ['one that packs what may be packed', ['packed-if-asked'], [1]],
])('the file comes from %s, and then from the cache', async (_, behaviours, visits) => {
  const cache = memoryStore();
  const file = toy.at(behaviours);
  const progress: LoadProgress[] = [];
  const bytes = await loadFile('toy', file, { ...quick, cache, progress: (one) => progress.push(one) });
  expect(bytes).toEqual(goodBytes(LENGTH));
  expect(bytes.buffer.byteLength).toBe(LENGTH);
  const url = file.urls.at(-1);
  expect(progress.at(-1)).toEqual({ file: file.path, received: LENGTH, total: LENGTH, from: 'network', url });
  expect(await cache.list()).toEqual([`sha256-${sha256}`]);
  const again: LoadProgress[] = [];
  expect(await loadFile('toy', file, { cache, progress: (one) => again.push(one) })).toEqual(bytes);
  expect(again).toEqual([{ file: file.path, received: LENGTH, total: LENGTH, from: 'cache' }]);
  const counts = await Promise.all(behaviours.map(async (__, i) => (await toy.asked(file, i)).length));
  expect(counts).toEqual(visits);
});

test('an md5 serves where no sha256 is published', async () => {
  const cache = memoryStore();
  expect(await loadFile('toy', toy.at(['ok'], { md5: md5.toUpperCase() }), { cache })).toEqual(
    goodBytes(LENGTH),
  );
  expect(await cache.list()).toEqual([`md5-${md5}`]);
});

test('a server that never answers, or no more, is left for a mirror', async () => {
  const file = toy.at(['silent', 'stall', 'ok']);
  expect(await loadFile('toy', file, { ...impatient, cache: memoryStore() })).toEqual(goodBytes(LENGTH));
  expect(await toy.asked(file, 0)).toHaveLength(2);
  expect(await toy.asked(file, 2)).toEqual([{ range: 'bytes=1000-', sent: LENGTH - 1000 }]);
});

test('what fails everywhere is told address by address, with where to put the file, and nothing is kept of it', async () => {
  const cache = memoryStore();
  const file = toy.at([
    'missing',
    'forbidden',
    'busy',
    'wrong',
    'longer',
    'html',
    'short',
    'drop-always',
    'ok',
  ]);
  const gone = await startBadNetwork();
  await new Promise((resolve) => gone.server.close(resolve));
  const closed = { ...file, urls: [...file.urls.slice(0, -1), `${gone.base}/x`] };
  const message = await toy.told(loadFile('toy', closed, { ...quick, cache, tries: 2 }));
  expect(message.replace(gone.base, 'GONE')).toMatchInlineSnapshot(`
    "toy: toy/N.bin could not be downloaded:
    - BASE/missing/N/3000 answered 404 Not Found
    - BASE/forbidden/N/3000 answered 403 Forbidden
    - BASE/busy/N/3000 answered 503 Service Unavailable, the last of 2 tries
    - BASE/wrong/N/3000 sent 3000 bytes of another file: its sha256 is 2397fd6f1e765a4337fe2da4f1b3260f2b79011fdb46535cf8d5d54ac23388fd, where SHA256 is expected
    - BASE/longer/N/3000 sent more than the 3000 bytes of the file
    - BASE/html/N/3000 sent a page of HTML, "Please sign in", not the file
    - BASE/short/N/3000 ended after 1500 of 3000 bytes, the last of 2 tries
    - BASE/drop-always/N/3000 broke off after 2000 of 3000 bytes, the last of 2 tries
    - GONE/x cannot be reached (ECONNREFUSED), the last of 2 tries
    Get it by other means and put it at toy/N.bin below a folder that the environment variable THAW_DATA names, or at the memory/sha256-SHA256."
  `);
  expect((await cache.list()).filter((name) => !name.startsWith('part-'))).toEqual([]);
});

test('nothing for so many seconds is told as that', async () => {
  const file = toy.at(['stall']);
  expect(await toy.told(loadFile('toy', file, { ...impatient, cache: memoryStore() })))
    .toMatchInlineSnapshot(`
      "toy: toy/N.bin could not be downloaded:
      - BASE/stall/N/3000 sent nothing for 0.25 seconds, the last of 2 tries
      Get it by other means and put it at toy/N.bin below a folder that the environment variable THAW_DATA names, or at the memory/sha256-SHA256."
    `);
});

test('gzip that was unpacked on the way is told as that', async () => {
  const file = { ...toy.at(['packed', 'wrong']), path: 'toy/numbers.gz' };
  const other = { ...file, sha256: createHash('sha256').update('x').digest('hex') };
  expect(await toy.told(loadFile('toy', other, { ...quick, cache: memoryStore() }))).toMatchInlineSnapshot(`
    "toy: toy/numbers.gz could not be downloaded:
    - BASE/packed/N/3000 sent 3000 bytes of another file: its sha256 is SHA256, where 2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881 is expected, for it was unpacked on the way: the server says Content-Encoding: gzip
    - BASE/wrong/N/3000 sent 3000 bytes of another file: its sha256 is 2397fd6f1e765a4337fe2da4f1b3260f2b79011fdb46535cf8d5d54ac23388fd, where 2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881 is expected, and it is not gzip
    Get it by other means and put it at toy/numbers.gz below a folder that the environment variable THAW_DATA names, or at the memory/sha256-2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881."
  `);
});

test('a cache that refuses costs nothing but the next download', async () => {
  const cache = { ...memoryStore(), write: async () => Promise.reject(new Error('the disk is full')) };
  const news: LoadProgress[] = [];
  const bytes = await loadFile('toy', toy.at(['drop']), {
    ...quick,
    cache,
    progress: (one) => news.push(one),
  });
  expect(bytes).toEqual(goodBytes(LENGTH));
  expect(news.at(-1)!.notice).toBe(
    'The cache could not be written to, so it will be downloaded again: the disk is full',
  );
});

test('what was damaged in the cache is downloaded again', async () => {
  const cache = memoryStore();
  await cache.write(`sha256-${sha256}`, new Uint8Array(LENGTH));
  expect(await loadFile('toy', toy.at(['ok']), { cache })).toEqual(goodBytes(LENGTH));
  expect(await loadFile('toy', toy.at(['missing']), { cache })).toEqual(goodBytes(LENGTH));
});

test('a file that nobody may hand out is not looked for, and options are checked', async () => {
  const cache = memoryStore();
  expect(await toy.told(loadFile('toy', toy.at([], {}), { cache }))).toBe(
    'toy: toy/N.bin may not be handed out by others than its publisher: get a copy and put it at toy/N.bin ' +
      'below a folder that the environment variable THAW_DATA names.',
  );
  await expect(loadFile('toy', toy.at(['ok']), { chache: cache } as object)).rejects.toThrow(
    'toy: there is no option "chache"; the options are progress, cache, signal, data, tries, stallSeconds, pauseSeconds.',
  );
});
