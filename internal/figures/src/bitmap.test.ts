import { expect, test } from 'vitest';

import { bitmapAddress } from './bitmap.ts';

/** The grey values of a bitmap's rows as they lie in the file, the lowest row first. */
function rows(address: string, side: number): number[][] {
  const bytes = Buffer.from(address.replace('data:image/bmp;base64,', ''), 'base64');
  const start = bytes.readUInt32LE(10);
  const rowBytes = Math.ceil(side / 4) * 4;
  expect(bytes.toString('latin1', 0, 2)).toBe('BM');
  expect(bytes.readUInt32LE(2)).toBe(bytes.length);
  expect([bytes.readInt32LE(18), bytes.readInt32LE(22), bytes.readUInt16LE(28)]).toEqual([side, side, 8]);
  return Array.from({ length: side }, (_, row) =>
    Array.from({ length: side }, (_, column) => bytes[54 + 4 * bytes[start + row * rowBytes + column]!]!),
  );
}

test('values go from the least, black, to the greatest, white; the lowest row comes first', () => {
  const picture = [0, 16, 16, 0, 8, 0, 0, 0, 16];
  expect(rows(bitmapAddress(picture, 3), 3)).toEqual([
    [0, 0, 255],
    [0, 130, 0],
    [0, 255, 255],
  ]);
});

test('where some are negative, zero is the middle grey', () => {
  const [low, high] = rows(bitmapAddress([0, 0.5, -1, 1], 2), 2);
  expect(high).toEqual([130, 190]);
  expect(low).toEqual([0, 255]);
});

test('an image of one value is no division by zero', () => {
  expect(rows(bitmapAddress([3, 3, 3, 3], 2), 2)).toEqual([
    [0, 0],
    [0, 0],
  ]);
});
