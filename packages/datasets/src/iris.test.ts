import { createHash } from 'node:crypto';

import { expect, test } from 'vitest';

import { iris, irisCard, irisClasses } from './index.ts';

const row = (number: number): Float32Array =>
  iris()
    .column('input')
    .data.slice((number - 1) * 4, number * 4);

test('the figures are those of the card, byte for byte', () => {
  const { input, target } = iris().columns;
  const bytes = Uint8Array.from([...input.data.map((value) => Math.round(value * 10)), ...target.data]);
  expect(bytes.length).toBe(150 * 5);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(irisCard.sha256);
});

test('the first flower is 5.1, 3.5, 1.4, 0.2, the last 5.9, 3.0, 5.1, 1.8', () => {
  expect(iris().column('input').shape).toEqual([150, 4]);
  expect(row(1)).toEqual(Float32Array.of(5.1, 3.5, 1.4, 0.2));
  expect(row(150)).toEqual(Float32Array.of(5.9, 3, 5.1, 1.8));
});

test("rows 35 and 38 are those of Fisher's paper, and rows 102 and 143 are the same, as the card says", () => {
  expect(row(35)).toEqual(Float32Array.of(4.9, 3.1, 1.5, 0.2));
  expect(row(38)).toEqual(Float32Array.of(4.9, 3.6, 1.4, 0.1));
  expect(row(102)).toEqual(row(143));
});

test('the mean flower is 5.843, 3.057, 3.758, 1.199', () => {
  const { data } = iris().column('input');
  const means = [0, 1, 2, 3].map((j) => data.filter((_, i) => i % 4 === j).reduce((a, b) => a + b, 0) / 150);
  expect(means.map((mean) => mean.toFixed(3))).toEqual(['5.843', '3.057', '3.758', '1.199']);
});

test('fifty rows of each of the three classes in turn', () => {
  const { data, shape } = iris().column('target');
  expect(shape).toEqual([150]);
  expect([0, 49, 50, 99, 100, 149].map((i) => irisClasses[data[i]!])).toEqual([
    'setosa',
    'setosa',
    'versicolor',
    'versicolor',
    'virginica',
    'virginica',
  ]);
});

test('two calls share no numbers', () => {
  iris().column('input').data.fill(-1);
  expect(row(1)).toEqual(Float32Array.of(5.1, 3.5, 1.4, 0.2));
});
