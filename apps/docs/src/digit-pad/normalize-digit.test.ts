import { expect, test } from 'vitest';

import { normalizeDigit, type Place } from './normalize-digit.ts';

const one: Place[] = Array.from({ length: 10 }, (_, i) => ({ x: 100, y: 50 + i }));
const zero: Place[] = Array.from({ length: 41 }, (_, i) => {
  const angle = (2 * Math.PI * i) / 40;
  return { x: 20 + 7 * Math.cos(angle), y: 20 + 12 * Math.sin(angle) };
});
const rows = (image: readonly number[]): number[][] =>
  Array.from({ length: 8 }, (_, i) => image.slice(8 * i, 8 * i + 8));
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

test('a digit fills the height, lies in the middle, and has the ink of a UCI digit', () => {
  for (const stroke of [one, zero]) {
    const image = normalizeDigit([stroke]);
    expect(image).toHaveLength(64);
    expect(sum(rows(image)[0]!)).toBeGreaterThan(0.5);
    expect(sum(rows(image)[7]!)).toBeGreaterThan(0.5);
    expect(sum(image)).toBeGreaterThan(17.5);
    expect(sum(image)).toBeLessThan(21.5);
    const middle = sum(image.map((ink, i) => ink * (i % 8))) / sum(image);
    expect(Math.abs(middle - 3.5)).toBeLessThan(0.15);
  }
});

test('a zero is hollow and leaves the outer columns free', () => {
  const image = rows(normalizeDigit([zero]));
  expect(sum([image[3]![3]!, image[3]![4]!, image[4]![3]!, image[4]![4]!])).toBeLessThan(0.5);
  expect(sum(image.map((row) => row[0]!))).toBeLessThan(0.5);
});

test('where on the pad it was drawn, and how large, makes no difference', () => {
  const moved = zero.map(({ x, y }) => ({ x: 300 + 4 * x, y: 4 * y - 30 }));
  expect(normalizeDigit([moved])).toEqual(normalizeDigit([zero]));
});

test('an empty pad is all zeros, a dot is a number all the same', () => {
  expect(sum(normalizeDigit([]))).toBe(0);
  expect(normalizeDigit([[{ x: 5, y: 5 }]]).every(Number.isFinite)).toBe(true);
});
