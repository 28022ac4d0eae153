import { indexedDBStore, memoryStore, opfsStore } from '@thaw/core/stores';
import { expect, inject, test, vi } from 'vitest';

import { loadFile, type LoadOptions, type LoadProgress, SourceError, type SourceFile } from '../index.ts';
import { digest } from './digest.ts';

declare module 'vitest' {
  interface ProvidedContext {
    badNetwork: string;
  }
}

const base = inject('badNetwork');
const LENGTH = 3_000;
const good = Uint8Array.from({ length: LENGTH }, (_, i) => (i * 31 + (i >> 8) * 7) & 255);
const sha256 = '68313906f10e88ff305f35f0890d569ebca5babb6d6aa1735b97b2565d42749e';
const quick = { pauseSeconds: 0.001, tries: 2 };
let last = 1_000;

/** A file of its own, at addresses of another origin that behave in these ways. */
function fileAt(...behaviours: string[]): SourceFile {
  last += 1;
  const urls = behaviours.map((behaviour) => `${base}/${behaviour}/${last}/${LENGTH}`);
  return { path: `toy/${last}.bin`, urls, sha256, bytes: LENGTH };
}

test("both checksums are what they are in Node, with the web's own sha256 and where a page has none", async () => {
  expect(await digest('md5', good)).toBe('0287882c6026dbc0d3e6e67be33dfb02');
  expect(await digest('sha256', good)).toBe(sha256);
  vi.stubGlobal('crypto', {});
  expect(await digest('sha256', good)).toBe(sha256);
  vi.unstubAllGlobals();
});

test.each<[string, () => Partial<LoadOptions>]>([
  ["the browser's file system, by default", () => ({})],
  ['a database', () => ({ cache: indexedDBStore('toy') })],
])('a file is downloaded, broken off and continued, and kept in %s', async (_, options) => {
  const file = fileAt('missing', 'drop');
  const progress: LoadProgress[] = [];
  const load = (): Promise<Uint8Array> =>
    loadFile('toy', file, { ...quick, ...options(), progress: (one) => progress.push(one) });
  expect(await load()).toEqual(good);
  expect(progress.at(-1)).toMatchObject({ received: LENGTH, from: 'network', url: file.urls[1] });
  const asked = await (await fetch(file.urls[1]!.replace(base, `${base}/log`))).json();
  expect(asked).toEqual([{ sent: 2_000 }, { range: 'bytes=2000-', sent: 1_000 }]);
  expect(await load()).toEqual(good);
  expect(progress.at(-1)).toMatchObject({ received: LENGTH, from: 'cache' });
  const { cache = opfsStore('thaw') } = options();
  expect(await cache.list()).toEqual([`sha256-${sha256}`]);
  await cache.remove(`sha256-${sha256}`);
});

test.each(['ok', 'drop-no-ranges', 'drop-changed', 'moved', 'packed', 'packed-if-asked'])(
  'a server that behaves so is borne: %s',
  async (behaviour) => {
    expect(await loadFile('toy', fileAt(behaviour), { ...quick, cache: memoryStore() })).toEqual(good);
  },
);

test('what fails everywhere is told, with what a page may know of it', async () => {
  const ways = ['missing', 'wrong', 'html', 'short', 'drop-always'];
  const file = { ...fileAt(...ways, 'x') };
  const gone = { ...file, urls: [...file.urls.slice(0, -1), 'http://127.0.0.1:9/x'] };
  const error = await loadFile('toy', gone, { ...quick, cache: memoryStore() }).catch((one: unknown) => one);
  expect(error).toBeInstanceOf(SourceError);
  const { message } = error as SourceError;
  expect(message.replaceAll(base, 'BASE').replaceAll(String(last), 'N')).toMatchInlineSnapshot(`
    "toy: toy/N.bin could not be downloaded:
    - BASE/missing/N/3000 answered 404 Not Found
    - BASE/wrong/N/3000 sent 3000 bytes of another file: its sha256 is 2397fd6f1e765a4337fe2da4f1b3260f2b79011fdb46535cf8d5d54ac23388fd, where 68313906f10e88ff305f35f0890d569ebca5babb6d6aa1735b97b2565d42749e is expected
    - BASE/html/N/3000 sent a page of HTML, "Please sign in", not the file
    - BASE/short/N/3000 ended after 1500 of 3000 bytes, the last of 2 tries
    - BASE/drop-always/N/3000 broke off after 2000 of 3000 bytes, the last of 2 tries
    - http://127.0.0.1:9/x cannot be reached, or lets no page of another origin read it (CORS), the last of 2 tries
    Get it by other means and put it at the memory/sha256-68313906f10e88ff305f35f0890d569ebca5babb6d6aa1735b97b2565d42749e."
  `);
});

test('a page reads no folder', async () => {
  await expect(loadFile('toy', fileAt('ok'), { data: 'copies' })).rejects.toThrow(
    new SourceError(`toy: no folder can be read here, so copies/toy/${last}.bin cannot; leave data out.`),
  );
});
