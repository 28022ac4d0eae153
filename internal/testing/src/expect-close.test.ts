import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';

import { expectClose, type Numbers } from './index.ts';

beforeAll(async () => {
  tf.enableProdMode(); // which greets nobody
  await tf.setBackend('cpu');
});

test('tensors, typed arrays, nested arrays and numbers are compared with one another', async () => {
  const tensor = tf.tensor2d([
    [1, 2],
    [3, 4],
  ]);
  await expectClose(
    tensor,
    [
      [1, 2],
      [3, 4],
    ],
    0,
  );
  await expectClose(tensor, Float32Array.of(1, 2, 3, 4), 0);
  await expectClose([tf.scalar(1), 2], tf.tensor1d([1, 2]), 0);
  await expectClose(tf.scalar(5), 5, 0);
});

test('the tolerance is a part of the largest magnitude expected, or of the scale', async () => {
  await expectClose([100, 0.9], [100, 0], 1e-2);
  await expect(expectClose([100, 1.1], [100, 0], 1e-2)).rejects.toThrow('1 of ');
  await expectClose([1e-4], [0], 1e-3, 1);
  await expect(expectClose([1e-4], [0], 1e-3)).rejects.toThrow('1 of ');
});

test.each<[Numbers, Numbers, string]>([
  [
    [
      [1, 2],
      [3, 9],
    ],
    [
      [1, 2],
      [3, 4],
    ],
    '1 of 4 numbers differ by more than 0.00004; the most at [1, 1]: expected 4, got 9',
  ],
  [[NaN, 1], [2, 1], '1 of 2 numbers differ by more than 0.00002; the most at [0]: expected 2, got NaN'],
  [
    [Infinity, 1],
    [-Infinity, 1],
    '1 of 2 numbers differ by more than 0.00001; the most at [0]: expected -Infinity, got Infinity',
  ],
  [[1, 2], [1, 2, 3], 'expected as many numbers; the shapes are [2] and [3]'],
  [[[1, 2]], [1, 2], 'expected the same shape; the shapes are [1, 2] and [2]'],
])('numbers that differ %#', async (actual, expected, message) => {
  await expect(expectClose(actual, expected)).rejects.toThrow(message);
});

test('infinity is like itself, and NaN like NaN alone', async () => {
  await expectClose([Infinity, NaN], [Infinity, NaN]);
});
