import { memoryStore } from '@thaw/core/stores';
import { expect, test } from 'vitest';

import { goodBytes } from '../../fixtures/bad-network.ts';
import { LENGTH, sha256, ToyFiles } from '../../fixtures/toy-files.ts';
import { loadFile, type LoadProgress, SourceError } from '../index.ts';

const toy = new ToyFiles();
const quick = { pauseSeconds: 0.001 };

test('after a break only the rest is asked for, and no byte twice', async () => {
  const cache = memoryStore();
  const file = toy.at(['drop']);
  expect(await loadFile('toy', file, { ...quick, cache })).toEqual(goodBytes(LENGTH));
  expect(await toy.asked(file)).toEqual([{ sent: 2_000 }, { range: 'bytes=2000-', sent: 1_000 }]);
  expect(await cache.list()).toEqual([`sha256-${sha256}`]);
});

test('what one process got, the next goes on from, at another mirror too', async () => {
  const cache = memoryStore();
  const file = toy.at(['drop', 'ok']);
  const first = { ...file, urls: file.urls.slice(0, 1) };
  await expect(loadFile('toy', first, { ...quick, cache, tries: 1 })).rejects.toThrow(SourceError);
  expect(await cache.list()).toEqual([`part-sha256-${sha256}-000000000000`]);
  const second = { ...file, urls: file.urls.slice(1) };
  expect(await loadFile('toy', second, { ...quick, cache })).toEqual(goodBytes(LENGTH));
  expect(await toy.asked(file, 1)).toEqual([{ range: 'bytes=2000-', sent: 1_000 }]);
  expect(await cache.list()).toEqual([`sha256-${sha256}`]);
});

test.each(['drop-no-ranges', 'drop-wrong-range', 'drop-changed'])(
  'a server whose ranges are of no use sends the whole again: %s',
  async (behaviour) => {
    const file = toy.at([behaviour]);
    expect(await loadFile('toy', file, { ...quick, cache: memoryStore() })).toEqual(goodBytes(LENGTH));
    expect((await toy.asked(file))[1]).toMatchObject({ range: 'bytes=2000-' });
  },
);

test('parts that were damaged are thrown away, and the whole is asked for again', async () => {
  const cache = memoryStore();
  await cache.write(`part-sha256-${sha256}-000000000000`, new Uint8Array(500));
  const file = toy.at(['ok', 'missing']);
  expect(await loadFile('toy', file, { ...quick, cache })).toEqual(goodBytes(LENGTH));
  expect(await toy.asked(file)).toMatchObject([{ range: 'bytes=500-' }, { sent: LENGTH }]);
});

test('with no checksum the first download is pinned, and other bytes are refused later', async () => {
  const cache = memoryStore();
  const file = toy.at(['ok'], {});
  const news: LoadProgress[] = [];
  await loadFile('toy', file, { ...quick, cache, progress: (one) => news.push(one) });
  expect(news.at(-1)!.notice).toBe(
    `No checksum is published: this first download is pinned, sha256 ${sha256}. Later ones must be the same.`,
  );
  const pin = `pin-toy%2F${toy.last}.bin.json`;
  expect(await cache.list()).toEqual([pin, `sha256-${sha256}`]);
  news.length = 0;
  await loadFile('toy', file, { cache, progress: (one) => news.push(one) });
  expect(news).toEqual([{ file: file.path, received: LENGTH, total: LENGTH, from: 'cache' }]);
  await cache.remove(`sha256-${sha256}`);
  const other = { ...file, urls: toy.at(['wrong'], {}).urls };
  expect(await toy.told(loadFile('toy', other, { ...quick, cache }))).toMatchInlineSnapshot(`
    "toy: toy/N.bin could not be downloaded:
    - BASE/wrong/N/3000 sent 3000 bytes of another file: its sha256 is 2397fd6f1e765a4337fe2da4f1b3260f2b79011fdb46535cf8d5d54ac23388fd, where SHA256 is expected
    There is no published checksum; the memory/pin-toy%2FN.bin.json holds that of the first download. If the publisher has changed the file and the new one is what you want, remove that entry.
    Get it by other means and put it at toy/N.bin below a folder that the environment variable THAW_DATA names, or at the memory/sha256-SHA256."
  `);
  await cache.remove(pin);
  expect(await loadFile('toy', other, { ...quick, cache })).not.toEqual(goodBytes(LENGTH));
});

test('with no checksum a download goes on only in the version it began with, which its entity tag tells', async () => {
  const cache = memoryStore();
  const file = toy.at(['drop'], {});
  await expect(loadFile('toy', file, { ...quick, cache, tries: 1 })).rejects.toThrow(SourceError);
  expect(await cache.list()).toEqual([expect.stringMatching(/^part-[0-9a-f]{32}-%22first%22-000000000000$/)]);
  expect(await loadFile('toy', file, { ...quick, cache })).toEqual(goodBytes(LENGTH));
  expect((await toy.asked(file))[1]).toEqual({ range: 'bytes=2000-', ifRange: '"first"', sent: 1_000 });
  const changed = toy.at(['drop-changed'], {});
  expect(await loadFile('toy', changed, { ...quick, cache: memoryStore() })).toEqual(goodBytes(LENGTH));
  expect((await toy.asked(changed))[1]).toMatchObject({ ifRange: '"first"', sent: LENGTH });
});

test('a signal ends it, and what arrived is kept', async () => {
  const cache = memoryStore();
  const file = toy.at(['stall']);
  const controller = new AbortController();
  const loading = loadFile('toy', file, {
    cache,
    signal: controller.signal,
    progress: () => controller.abort('enough'),
  });
  await expect(loading).rejects.toBe('enough');
  expect(await cache.list()).toEqual([`part-sha256-${sha256}-000000000000`]);
  await expect(loadFile('toy', file, { cache, signal: AbortSignal.abort('never') })).rejects.toBe('never');
});
