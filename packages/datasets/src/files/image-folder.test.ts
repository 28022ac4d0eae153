import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ArgumentError, Random } from '@thaw/backend';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { ImageError, imageFolder } from './index.ts';

/** A PNG of pixels given as red, green, blue, row by row. */
const png = (
  width: number,
  height: number,
  pixels: readonly number[],
  channels: 3 | 4 = 3,
): Promise<Buffer> => sharp(Uint8Array.from(pixels), { raw: { width, height, channels } }).png().toBuffer();
const flat = (grey: number): Promise<Buffer> =>
  png(
    2,
    2,
    Array.from({ length: 12 }, () => grey),
  );

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-images-'));
  for (const label of ['oak', 'ash']) await mkdir(join(folder, label));
  for (let i = 0; i < 5; i++) await writeFile(join(folder, 'ash', `${i}.png`), await flat(10 + i));
  for (let i = 0; i < 3; i++) await writeFile(join(folder, 'oak', `${i}.png`), await flat(100 + i));
  await writeFile(join(folder, 'oak', 'notes.txt'), 'no image');
  await writeFile(join(folder, 'readme.md'), 'no class');
});
afterAll(() => rm(folder, { recursive: true }));

test('a folder of folders is images in the order of their paths, and the numbers of their classes', async () => {
  const images = await imageFolder(folder, { size: 2 });
  expect(images.classes).toEqual(['ash', 'oak']);
  expect(images.paths).toEqual(['ash/0.png', 'ash/1.png', 'ash/2.png', 'ash/3.png', 'ash/4.png', 'oak/0.png', 'oak/1.png', 'oak/2.png']); // prettier-ignore
  const { input, target } = (await images.table()).columns;
  expect(input.shape).toEqual([8, 2, 2, 3]);
  expect([...input.data].filter((_, i) => i % 12 === 0)).toEqual([10, 11, 12, 13, 14, 100, 101, 102]);
  expect(target).toEqual({
    data: Int32Array.of(0, 0, 0, 0, 0, 1, 1, 1),
    shape: [8],
    classes: ['ash', 'oak'],
  });
});

test('batches are decoded as they come: shuffled by epoch, scaled, ahead of the step, each image once', async () => {
  const { training, test: held } = (await imageFolder(folder, { size: [2, 1], channels: 1 })).split(
    { test: 0.25 },
    { stratify: 'target', random: new Random(1) },
  );
  expect([training.rows, held.rows]).toEqual([6, 2]);
  const batches = training.batches(4, { random: new Random(2), prefetch: 2 });
  const epoch = async (index: number): Promise<number[]> => {
    const seen: number[] = [];
    for await (const { input, target } of batches.epoch(index)) {
      expect(input.shape).toEqual([target.data.length, 2, 1, 1]);
      for (const [i, label] of target.data.entries()) {
        const grey = Math.round(input.data[2 * i]! * 255);
        expect(grey >= 100).toBe(label === 1);
        seen.push(grey);
      }
    }
    return seen;
  };
  const fifth = await epoch(5);
  expect(new Set(fifth).size).toBe(6);
  expect(await epoch(5)).toEqual(fifth);
  expect(await epoch(0)).not.toEqual(fifth);
});

test('colours, grey, what shows through, and what is cut off', async () => {
  const wide = await png(4, 1, [255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9]);
  const read = async (source: Uint8Array, options: object): Promise<number[]> => {
    const images = await imageFolder([{ path: 'a/b.png', source: Uint8Array.from(source) }], {
      size: 1,
      ...options,
    });
    return [...(await images.table()).column('input').data];
  };
  expect(await read(wide, { size: [1, 4] })).toEqual([255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9]);
  expect(await read(wide, { size: [1, 4], channels: 1 })).toEqual([76, 150, 29, 9]);
  const clear = await png(1, 1, [200, 200, 200, 0], 4);
  expect(await read(clear, {})).toEqual([0, 0, 0]);
  const square = await png(
    4,
    2,
    [0, 50, 50, 0, 0, 50, 50, 0].flatMap((grey) => [grey, grey, grey]),
  );
  expect(await read(square, { size: 2, fit: 'crop', channels: 1 })).toEqual([50, 50, 50, 50]);
});

test('what is wrong is said', async () => {
  const said = async (source: unknown, options: unknown, message: string): Promise<void> => {
    await expect(imageFolder(source as string, options as never)).rejects.toThrow(new ArgumentError(message));
  };
  await said(folder, { size: 0 }, 'imageFolder: height must be a whole number from 1 on, got 0.');
  await said(folder, {}, 'imageFolder: height must be a whole number from 1 on, got undefined.');
  await said(folder, { size: 1, channels: 4 }, 'imageFolder: channels is 1 or 3, got 4.');
  await said(
    folder,
    { size: 1, fit: 'pad' },
    "imageFolder: fit is 'stretch' or 'crop', got the string 'pad'.",
  );
  await said(
    folder,
    { size: 1, classes: ['oak'] },
    'imageFolder: the folder ash is none of the classes oak.',
  );
  await said(
    [],
    { size: 1 },
    'imageFolder: there are no images; they lie in a folder for each class, such as cat/1.png.',
  );
  await said([{ path: 'a.png', source: new Uint8Array(1) }], { size: 1 }, 'imageFolder: a.png lies in no folder, which would be its class.'); // prettier-ignore
  await said(7, { size: 1 }, 'imageFolder: expected the path of a folder, files, or { path, source } of each image, got 7.'); // prettier-ignore
  await said([7], { size: 1 }, 'imageFolder: an image is a File or { path, source }, got 7.');
  await said('/no/such', { size: 1 }, 'imageFolder: the folder /no/such cannot be read.');
  const broken = await imageFolder([{ path: 'a/b.png', source: Uint8Array.of(1, 2, 3) }], { size: 1 });
  await expect(broken.table()).rejects.toThrow(new ImageError('a/b.png is no image that can be decoded.'));
});
