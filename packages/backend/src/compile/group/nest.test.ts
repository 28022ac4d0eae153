import { expect, test } from 'vitest';

import { Nest, stridesOf } from './nest.ts';

test('dense numbers: a step along an axis passes over all that lies within it', () => {
  expect(stridesOf([2, 3, 4])).toEqual([12, 4, 1]);
  expect(stridesOf([])).toEqual([]);
});

test('of rows [2, 3] with columns [4]: how far a step moves through all, within a row, and from row to row', () => {
  const nest = new Nest([2, 3, 4], 2);
  expect(nest.strides).toEqual([12, 4, 1]);
  expect(nest.columnStrides).toEqual([0, 0, 1]);
  expect(nest.rowStrides).toEqual([3, 1, 0]);
});

test('an axis of rows that is cut is two axes of rows, one of columns two of columns', () => {
  const nest = new Nest([6, 4], 1);
  expect(nest.cutUp({ axis: 0, inner: 2 })).toEqual(new Nest([3, 2, 4], 2));
  expect(nest.cutUp({ axis: 1, inner: 2 })).toEqual(new Nest([6, 2, 2], 1));
});
