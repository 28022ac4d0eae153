import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { ArgumentError } from '@thaw/backend';
import { fuzz, tarOf } from '@thaw/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

import {
  cifar10,
  cifar100,
  cifar100Classes,
  cifar100CoarseClasses,
  cifar10Classes,
  SourceError,
} from '../index.ts';
import type { ImageOptions } from '../mnist/image-tables.ts';
import { type CifarSource, loadCifar } from './load-cifar.ts';
import { readCifarImages, readCifarLabels } from './read-cifar.ts';

/** A record: labels, and an image whose pixel i is red, green and blue by what `color` says. */
function record(
  labels: readonly number[],
  color: (pixel: number) => readonly [number, number, number],
): Uint8Array {
  const planes = [0, 1, 2].flatMap((plane) => Array.from({ length: 1024 }, (_, i) => color(i)[plane]!));
  return Uint8Array.of(...labels, ...planes);
}
const plain = (...labels: number[]): Uint8Array => record(labels, () => [labels[0]!, 51, 255]);
const joined = (...records: Uint8Array[]): Uint8Array => Uint8Array.from(records.flatMap((one) => [...one]));
const named = (bytes: Uint8Array): [{ name: string; bytes: Uint8Array }] => [{ name: 'a.bin', bytes }];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-cifar-'));
});
afterAll(() => rm(folder, { recursive: true }));
const put = async (path: string, bytes: Uint8Array): Promise<void> => {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), bytes);
};

test('planes of colours become pixels of colours, and 0 to 255 becomes 0 to 1', () => {
  const first = record([3], (i) => [i % 256, i === 33 ? 51 : 0, 255]);
  const files = named(joined(first, plain(9)));
  expect(readCifarLabels(files, [10])).toEqual([Int32Array.of(3, 9)]);
  const images = readCifarImages(files, [10], new Float32Array(2 * 3072));
  expect(images.length).toBe(2 * 32 * 32 * 3);
  const pixel = (row: number, y: number, x: number): number[] => {
    const at = ((row * 32 + y) * 32 + x) * 3;
    return [...images.subarray(at, at + 3)].map((value) => Math.round(value * 255));
  };
  expect(pixel(0, 0, 0)).toEqual([0, 0, 255]);
  expect(pixel(0, 1, 1)).toEqual([33, 51, 255]); // pixel 33 is the second of the second row
  expect(pixel(0, 31, 31)).toEqual([1023 % 256, 0, 255]);
  expect(pixel(1, 5, 7)).toEqual([9, 51, 255]);
  expect(images[1 + 33 * 3]).toBe(Math.fround(0.2));
  const bytes = readCifarImages(files, [10], new Uint8Array(2 * 3072));
  expect(Float32Array.from(bytes, (byte) => byte * (1 / 255))).toEqual(images);
  expect(readCifarImages(files, [10], new Float32Array(3072))).toEqual(images.slice(0, 3072));
});

test('records of CIFAR-100 have a coarse label and a fine one', () => {
  const files = [...named(plain(19, 99)), ...named(plain(0, 1))];
  expect(readCifarLabels(files, [20, 100])).toEqual([Int32Array.of(19, 0), Int32Array.of(99, 1)]);
  expect(readCifarImages(files, [20, 100], new Uint8Array(2 * 3072))[3072]).toBe(0);
});

test('there are ten classes, a hundred fine ones in the order of the alphabet, and twenty coarse ones', () => {
  expect(cifar10Classes.length).toBe(10);
  for (const [classes, count] of [
    [cifar100Classes, 100],
    [cifar100CoarseClasses, 20],
  ] as const) {
    expect(new Set(classes).size).toBe(count);
    expect(classes.toSorted()).toEqual(classes);
  }
  expect([cifar100Classes[47], cifar100CoarseClasses[13]]).toEqual([
    'maple_tree',
    'non-insect_invertebrates',
  ]);
});

const tiny: CifarSource = {
  name: 'Tiny',
  file: { path: 'tiny/tiny.tar.gz', urls: [] },
  labels: [2],
  training: { members: ['set/1.bin', 'set/2.bin'], rows: 4 },
  test: { members: ['set/test.bin'], rows: 2 },
};
const target = { label: 0, classes: ['no', 'yes'] };
const good = {
  'set/1.bin': joined(plain(1), plain(0)),
  'set/2.bin': joined(plain(0), plain(1)),
  'set/test.bin': joined(plain(0), plain(1)),
};
const load = async <Bytes extends boolean = false>(
  files: Record<string, Uint8Array>,
  options: ImageOptions<Bytes> = {},
) => {
  await put('tiny/tiny.tar.gz', gzipSync(tarOf(files)));
  return loadCifar(tiny, target, { data: folder, ...options });
};

test('an archive becomes two tables in the published order, of which the first rows may be asked for', async () => {
  const { training, test: judged } = await load(good);
  expect([training.rows, judged.rows]).toEqual([4, 2]);
  expect(training.column('input').shape).toEqual([4, 32, 32, 3]);
  expect(training.column('target')).toEqual({
    data: Int32Array.of(1, 0, 0, 1),
    shape: [4],
    classes: ['no', 'yes'],
  });
  expect(training.column('input').data[0]).toBe(Math.fround(1 / 255));
  const few = await load(good, { rows: 3 });
  expect([few.training.rows, few.test.rows]).toEqual([3, 2]);
  expect(few.training.column('input').data).toEqual(training.column('input').data.slice(0, 3 * 3072));
  const { training: packed } = await load(good, { bytes: true });
  const { value } = packed
    .batches(2, { shuffle: false, scale: { input: 1 / 255 } })
    .epoch(0)
    [Symbol.iterator]()
    .next();
  expect(packed.column('input').data.slice(0, 3)).toEqual(Uint8Array.of(1, 51, 255));
  expect(value.input).toEqual({
    data: training.column('input').data.slice(0, 2 * 3072),
    shape: [2, 32, 32, 3],
  });
  await put('tiny/tiny.tar', tarOf(good));
  await rm(join(folder, 'tiny/tiny.tar.gz'));
  expect((await loadCifar(tiny, target, { data: folder })).training.columns).toEqual(training.columns);
});

test('an archive of other rows is refused by what is wrong with it', async () => {
  const here = 'Tiny: tiny/tiny.tar.gz';
  const cases: [Record<string, Uint8Array>, string][] = [
    [
      { ...good, 'set/2.bin': plain(1) },
      `${here}: set/1.bin, set/2.bin: 3 images where 4 are published; it is another version, or only part of it.`,
    ],
    [
      { ...good, 'set/2.bin': joined(plain(1), plain(1)) },
      `${here}: set/1.bin, set/2.bin: 1 images of class 0 where 2 of each are published; it is damaged.`,
    ],
    [
      { ...good, 'set/test.bin': plain(2) },
      `${here}: set/test.bin: record 0 has the label 2, and classes go from 0 to 1; it is another file or a damaged one.`,
    ],
    [
      { ...good, 'set/test.bin': plain(1).subarray(1) },
      `${here}: set/test.bin: has 3072 bytes, which are no whole records of 3073: a label and 3072 pixels.`,
    ],
    [{ 'set/1.bin': plain(1) }, `${here}: has no file set/2.bin; it has set/1.bin.`],
    [
      { ...good, more: new Uint8Array(1 << 21) },
      `${here}: unpacks to more than the 1067014 bytes that it should at most.`,
    ],
  ];
  for (const [files, message] of cases) await expect(load(files)).rejects.toThrow(new SourceError(message));
});

test('options and files of another kind are refused in words', async () => {
  await put('cifar10/cifar-10-binary.tar.gz', new TextEncoder().encode(`<!doctype html>${' '.repeat(999)}`));
  await expect(cifar10({ data: folder })).rejects.toThrow(
    new SourceError(
      'cifar10: cifar10/cifar-10-binary.tar.gz: there is no tar header at byte 0: its checksum is wrong. It is no tar archive, or a damaged one.',
    ),
  );
  await expect(cifar10({ rows: 0 })).rejects.toThrow(ArgumentError);
  await expect(cifar100({ labels: 'both' as 'fine' })).rejects.toThrow(
    new ArgumentError("cifar100: labels must be 'fine' or 'coarse', got the string 'both'."),
  );
  await expect(cifar100({ data: folder })).rejects.toThrow(SourceError);
});

test('10,000 damaged copies of records are read or refused, and no more rows are read than there are bytes for', async () => {
  const { read, refused } = await fuzz({
    files: [joined(plain(1, 99), plain(0, 5))],
    read: (bytes) => {
      const labels = readCifarLabels(named(bytes), [20, 100]);
      return {
        labels,
        images: readCifarImages(named(bytes), [20, 100], new Uint8Array(labels[0]!.length * 3072)),
      };
    },
    refusal: SourceError,
    holds: ({ labels: [coarse, fine], images }, bytes) => {
      const rows = bytes.length / 3074;
      const known = coarse!.every((label) => label < 20) && fine!.every((label) => label < 100);
      return known && coarse!.length === rows && fine!.length === rows && images.length === rows * 3072;
    },
  });
  expect(Math.min(read, refused)).toBeGreaterThan(500);
});
