import { expect, test } from 'vitest';

import { ShapeError } from '../index.ts';
import { broadcastStrides, planProduct } from './plan-product.ts';

test('a product of two matrices', () => {
  expect(planProduct([2, 3], [3, 4], false, false)).toEqual({
    m: 2,
    n: 4,
    k: 3,
    batch: 1,
    shape: [2, 4],
    even: true,
    strides: { rowA: 3, columnA: 1, rowB: 4, columnB: 1 },
    axes: [],
  });
});

test('a transposed matrix is read along its columns', () => {
  const { m, n, k, strides } = planProduct([3, 2], [4, 3], true, true);
  expect([m, n, k]).toEqual([2, 4, 3]);
  expect(strides).toEqual({ rowA: 1, columnA: 2, rowB: 1, columnB: 3 });
});

test('a matrix that serves many stands still', () => {
  const { batch, even, axes } = planProduct([5, 1, 2, 3], [7, 3, 4], false, false);
  expect([batch, even]).toEqual([35, false]);
  expect(axes).toEqual([
    { length: 5, strideA: 6, strideB: 0 },
    { length: 7, strideA: 0, strideB: 12 },
  ]);
  expect(planProduct([5, 2, 3], [3, 4], false, false).even).toBe(true);
  expect(broadcastStrides([3, 1, 2], 4)).toEqual([0, 2, 0, 1]);
});

test('shapes that do not fit', () => {
  expect(() => planProduct([2, 3], [4, 3], false, false)).toThrow(
    new ShapeError(
      'matMul: the first must have as many columns as the second has rows, got shapes [2, 3] and [4, 3].',
    ),
  );
  expect(() => planProduct([2, 3], [2, 4], true, true)).toThrow(
    new ShapeError(
      'matMul: the first must have as many columns as the second has rows, got shapes [2, 3] transposed and [2, 4] transposed.',
    ),
  );
});
