import { ArgumentError, Random } from '@thaw/backend';
import { expect, test } from 'vitest';

import { drawStrokes } from './draw-strokes.ts';
import { drawnDigits, type DrawnDigitsOptions } from './drawn-digits.ts';

const still = { shift: 0, rotation: 0, scale: 0, penScale: 0 };
const images = (options: DrawnDigitsOptions): Float32Array[] => {
  const { data, shape } = drawnDigits(options).column('input');
  const pixels = shape[1]! * shape[2]!;
  return Array.from({ length: shape[0]! }, (_, row) => data.subarray(row * pixels, (row + 1) * pixels));
};

test('by hand: a level line with a pen 2 wide through the middles of pixels', () => {
  const image = new Float32Array(25);
  drawStrokes(image, 5, [[[1.5, 2.5], [3.5, 2.5]]], 2); // prettier-ignore
  // On the line 1; one pixel off it min(1, 1 + 1/2 − 1) = 1/2, at its ends too; a diagonal off, 3/2 − √2.
  const corner = Math.fround(1.5 - Math.SQRT2);
  expect([...image]).toEqual([
    0, 0, 0, 0, 0,
    corner, 0.5, 0.5, 0.5, corner,
    0.5, 1, 1, 1, 0.5,
    corner, 0.5, 0.5, 0.5, corner,
    0, 0, 0, 0, 0,
  ]); // prettier-ignore
});

test('a stroke beyond the image leaves what is inside, and a stroke of one place is a dot', () => {
  const image = new Float32Array(9);
  drawStrokes(image, 3, [[[1.5, 1.5], [1.5, 1.5]], [[9, 9], [20, 20]]], 1); // prettier-ignore
  expect([...image]).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0]);
});

test('without jitter each digit is one image, unlike the others; 0 and 8 are the same in a mirror', () => {
  const all = images({ rows: 20, size: 16, ...still });
  for (let i = 0; i < 10; i++) expect(all[i + 10]).toEqual(all[i]);
  for (let i = 0; i < 10; i++) {
    for (let j = 0; j < i; j++) {
      const difference = all[i]!.reduce((sum, ink, at) => sum + Math.abs(ink - all[j]![at]!), 0);
      expect(difference).toBeGreaterThan(10); // pixels
    }
  }
  for (const digit of [0, 8]) {
    const image = all[digit]!;
    const mirrored = image.map((_, at) => image[at - (at % 16) + 15 - (at % 16)]!);
    for (const [at, ink] of image.entries()) expect(Math.abs(ink - mirrored[at]!)).toBeLessThan(1e-5);
  }
});

test('ink is from 0 to 1, and about the length of the strokes times the pen', () => {
  const [seven] = images({ rows: 10, size: 100, thickness: 0.05, ...still }).slice(7);
  const ink = seven!.reduce((sum, value) => sum + value, 0);
  const length = 85 * (0.6 + Math.hypot(0.38, 0.84)); // of 85 % of 100 pixels
  expect(Math.abs(ink / (5 * length) - 1)).toBeLessThan(0.06); // round ends add, the bend takes off
  expect(Math.max(...seven!)).toBe(1);
  expect(Math.min(...seven!)).toBe(0);
});

test('jittered digits differ from each other, and are nearest to the mean of their own kind 90 times of 100', () => {
  const many = images({ rows: 600, random: new Random(3) });
  expect(new Set(many.map((image) => image.join())).size).toBe(600);
  const means = Array.from({ length: 10 }, (_, digit) => {
    const own = many.slice(0, 300).filter((_, row) => row % 10 === digit);
    return own[0]!.map((_, at) => own.reduce((sum, image) => sum + image[at]!, 0) / own.length);
  });
  const right = many.slice(300).filter((image, row) => {
    const distances = means.map((mean) =>
      mean.reduce((sum, value, at) => sum + (value - image[at]!) ** 2, 0),
    );
    return distances.indexOf(Math.min(...distances)) === row % 10;
  });
  expect(right.length).toBeGreaterThanOrEqual(270);
});

test.each<[DrawnDigitsOptions, string]>([
  [{ size: 7 }, 'drawnDigits: size must be a whole number from 8 on, got 7.'],
  [{ shift: -1 }, 'drawnDigits: shift must be a number from 0 on and below 1, got -1.'],
  [{ rotation: 400 }, 'drawnDigits: rotation must be a number from 0 on and below 360, got 400.'],
  [{ scale: 1 }, 'drawnDigits: scale must be a number from 0 on and below 1, got 1.'],
  [{ penScale: NaN }, 'drawnDigits: penScale must be a number from 0 on and below 1, got NaN.'],
  [{ thickness: 0 }, 'drawnDigits: thickness must be a number above 0 and at most 1, got 0.'],
])('error text %#', (given, message) => {
  expect(() => drawnDigits(given)).toThrow(new ArgumentError(message));
});
