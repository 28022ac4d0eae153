import { ArgumentError, Random, seed } from '@thaw/backend';
import { expect, test } from 'vitest';

import { temporalXor, type TemporalXorOptions } from './temporal-xor.ts';

const options = { rows: 50, triples: 20 };

test('every third bit is the exclusive or of the two before it', () => {
  const { data, shape } = temporalXor({ ...options, random: new Random(3) }).column('input');
  expect(shape).toEqual([50, 60, 1]);
  for (let t = 2; t < data.length; t += 3) expect(data[t]).toBe(data[t - 2]! ^ data[t - 1]!);
});

test('the others are drawn by chance: half of them 1, and no bit tells the next', () => {
  const { data } = temporalXor({ rows: 200, triples: 50, random: new Random(4) }).column('input');
  const pairs = [0, 0, 0, 0];
  for (let t = 0; t < data.length; t += 3) pairs[2 * data[t]! + data[t + 1]!]! += 1 / 10_000;
  for (const share of pairs) expect(Math.abs(share - 0.25)).toBeLessThan(0.018); // four deviations of 10,000 draws
});

test('the target of a bit is the next one, also after the last triple', () => {
  const { input, target } = temporalXor({ ...options, random: new Random(5) }).columns;
  expect(target.shape).toEqual(input.shape);
  const last = (i: number): boolean => i % 60 === 59;
  const places = Array.from(target.data.keys());
  for (const i of places.filter((i) => !last(i))) expect(target.data[i]).toBe(input.data[i + 1]);
  expect(new Set(places.filter(last).map((i) => target.data[i]))).toEqual(new Set([0, 1]));
});

test('the same seed gives the same streams, no two of which are alike', () => {
  seed(7);
  const first = temporalXor(options).column('input').data;
  seed(7);
  expect(temporalXor(options).column('input').data).toEqual(first);
  const rows = Array.from({ length: 50 }, (_, row) => first.subarray(row * 60, row * 60 + 60).join(''));
  expect(new Set(rows).size).toBe(50);
});

test.each<[TemporalXorOptions, string]>([
  [{ rows: 0 }, 'temporalXor: rows must be a whole number from 1 on, got 0.'],
  [{ triples: 1.5 }, 'temporalXor: triples must be a whole number from 1 on, got 1.5.'],
  [{ random: 7 as never }, 'temporalXor: random is a generator, got 7; write random: new Random(7).'],
  [
    { length: 3 } as never,
    'temporalXor: there is no option "length"; the options are rows, triples, random.',
  ],
])('error text %#', (given, message) => {
  expect(() => temporalXor(given)).toThrow(new ArgumentError(message));
});
