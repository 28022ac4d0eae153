import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync as gzip } from 'node:zlib';

import { gzipSync, zipSync } from 'fflate';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import {
  type DatasetCard,
  emnistLetters,
  emnistLettersCard,
  fashionMnist,
  fashionMnistCard,
  IdxError,
  type ImageOptions,
  type ImageTables,
  kmnist,
  kmnistCard,
  mnist,
  mnistCard,
  SourceError,
} from '../index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mnist-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** Images whose pixels tell their places: pixel p of image i is 2·(p mod 100) + i. */
function images(count: number): Uint8Array {
  const pixels = Uint8Array.from(
    { length: 784 * count },
    (_, i) => 2 * ((i % 784) % 100) + Math.floor(i / 784),
  );
  return Uint8Array.of(0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 28, 0, 0, 0, 28, ...pixels);
}

function labels(...all: number[]): Uint8Array {
  return Uint8Array.of(0, 0, 8, 1, 0, 0, 0, all.length, ...all);
}

type Loader = <Bytes extends boolean = false>(options?: ImageOptions<Bytes>) => Promise<ImageTables<Bytes>>;

test.each<[string, string, Loader, DatasetCard]>([
  ['mnist', 'mnist', mnist, mnistCard],
  ['fashionMnist', 'fashion-mnist', fashionMnist, fashionMnistCard],
  ['kmnist', 'kmnist', kmnist, kmnistCard],
])('%s is read from its four files in the folder %s, gzip or unpacked', async (name, place, load, card) => {
  await mkdir(join(folder, place));
  const put = (file: string, bytes: Uint8Array): Promise<void> => writeFile(join(folder, place, file), bytes);
  await put('train-images-idx3-ubyte.gz', gzip(images(3)));
  await put('train-labels-idx1-ubyte', labels(9, 0, 3));
  await put('t10k-images-idx3-ubyte', images(1));
  vi.stubEnv('THAW_DATA', `${folder}/`);
  const missing = `${folder}/${place}/t10k-labels-idx1-ubyte`;
  await expect(load()).rejects.toThrow(
    new SourceError(
      `${name}: there is no ${missing}.gz and no ${missing}. THAW_DATA or data names the folder, and nothing is downloaded ` +
        `then: put the file there, which is published at ${card.files![3]!.urls[0]}, or name no folder.`,
    ),
  );
  await put('t10k-labels-idx1-ubyte.gz', gzip(labels(7)));
  const { training, test: other } = await load();
  expect(training.column('input').shape).toEqual([3, 28, 28, 1]);
  expect(training.column('input').data[784 + 30]).toBe(Math.fround(61 / 255));
  const { classes } = card;
  expect(training.column('target')).toEqual({ data: Int32Array.of(9, 0, 3), shape: [3], classes });
  expect(other.column('target').data).toEqual(Int32Array.of(7));
  vi.unstubAllEnvs();
  const few = await load({ data: folder, rows: 2 });
  expect([few.training.rows, few.test.rows]).toEqual([2, 1]);
  const lean = (await load({ data: folder, bytes: true })).training;
  expect(lean.column('input').data.subarray(784 + 29, 784 + 31)).toEqual(Uint8Array.of(59, 61));
  const scaled = lean.batches(3, { shuffle: false, scale: { input: 1 / 255 } });
  const [batch] = [...scaled.epoch(0)];
  expect(batch!.input).toEqual(training.column('input'));
  await put('t10k-labels-idx1-ubyte.gz', gzip(labels(10)));
  await expect(load({ data: folder })).rejects.toThrow(
    new IdxError(`${name}: ${place}/t10k-labels-idx1-ubyte.gz has a label 10; labels go from 0 to 9.`),
  );
  await expect(load({ data: folder, rows: 0 })).rejects.toThrow(
    `${name}: rows must be a whole number from 1 on, got 0.`,
  );
});

const members = ['train-images-idx3', 'train-labels-idx1', 'test-images-idx3', 'test-labels-idx1'].map(
  (part) => `gzip/emnist-letters-${part}-ubyte.gz`,
);

/** EMNIST's archive, in small: its letters and what is not asked for. */
function archive(...files: Uint8Array[]): Uint8Array {
  const entries = files.map((file, i) => [members[i]!, gzipSync(file)] as const);
  return zipSync({ 'gzip/emnist-digits.gz': new Uint8Array(9), ...Object.fromEntries(entries) });
}

test("EMNIST's letters are set upright and numbered from 0, out of the archive", async () => {
  await mkdir(join(folder, 'emnist'));
  const put = (bytes: Uint8Array): Promise<void> => writeFile(join(folder, 'emnist', 'gzip.zip'), bytes);
  await put(archive(images(2), labels(1, 26), images(1), labels(3)));
  const { training, test: other } = await emnistLetters({ data: folder });
  const { data } = training.column('input');
  expect(data[28 * 5 + 2]).toBe(Math.fround((2 * (28 * 2 + 5)) / 255)); // row 5, column 2 lies at row 2, column 5
  expect(data[784 + 28 * 2 + 1]).toBe(Math.fround((2 * (28 + 2) + 1) / 255));
  expect(training.column('target').data).toEqual(Int32Array.of(0, 25));
  expect(other.column('target').data).toEqual(Int32Array.of(2));
  await put(archive(images(2), labels(1, 2)));
  const said = (): Promise<unknown> => emnistLetters({ data: folder }).catch((error: unknown) => error);
  expect(await said()).toEqual(
    new SourceError(
      `emnistLetters: emnist/gzip.zip: has no file ${members[2]}; it has ${members[0]}, ${members[1]}.`,
    ),
  );
  await put(archive(images(2), labels(1, 26), images(1), labels(3)).subarray(0, 500));
  expect(await said()).toEqual(
    new SourceError(
      'emnistLetters: emnist/gzip.zip: is no zip archive, or one that is cut off: its directory is missing.',
    ),
  );
});

test.each([mnistCard, fashionMnistCard, kmnistCard, emnistLettersCard])(
  'the card of $name adds up',
  (card) => {
    expect(Object.values(card.parts!).reduce((sum, rows) => sum + rows, 0)).toBe(card.rows);
    for (const { urls, sha256, bytes } of card.files!) {
      expect(new Set(urls.map((url) => new URL(url).pathname.split('/').at(-1))).size).toBe(1);
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(bytes).toBeGreaterThan(4000);
    }
  },
);
