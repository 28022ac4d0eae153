import { expect, test } from 'vitest';

import type { Group } from '../group.ts';
import { nestOf } from './nest.ts';

const load = { op: 'load', input: 0 } as const;
const groupOf = (
  shape: readonly number[],
  outer: number,
  views: readonly (readonly number[])[],
  step: Group['steps'][number] = { op: 'unary', kernel: 'Exp', a: 0 },
): Group => ({
  shape,
  outer,
  inputs: views.map((strides) => ({ strides, offset: 0, dtype: 'float32' })),
  steps: [load, step],
  outputs: [{ step: 1, per: step.op === 'reduce' ? 'row' : 'element', shape, dtype: 'float32' }],
});
const sum = { op: 'reduce', kernel: 'Sum', a: 0 } as const;

test('dense elements are one row of columns', () => {
  const { rows, columns, views } = nestOf(groupOf([2, 3, 4], 3, [[12, 4, 1]]));
  expect([rows, columns, views[0]!.rows, views[0]!.columns]).toEqual([[], [24], [], [1]]);
});

test('where a view repeats rows, the axes before its columns are rows', () => {
  const { rows, columns, views } = nestOf(groupOf([2, 3, 4], 3, [[12, 4, 1], [0, 0, 1]])); // prettier-ignore
  expect([rows, columns]).toEqual([[6], [4]]);
  expect(views.map((view) => [view.rows, view.columns])).toEqual([[[4], [1]], [[0], [1]]]); // prettier-ignore
});

test('a reduction runs over its columns, of which there may be several axes', () => {
  const { rows, columns, views } = nestOf(groupOf([2, 3, 4], 1, [[1, 8, 2]], sum));
  expect([rows, columns, views[0]!.columns]).toEqual([[2], [12], [2]]);
  const apart = nestOf(groupOf([2, 3, 4], 1, [[1, 2, 6]], sum));
  expect([apart.rows, apart.columns, apart.views[0]!.columns]).toEqual([[2], [3, 4], [2, 6]]);
});

test('one number is one column', () => {
  const { rows, columns, views } = nestOf(groupOf([], 0, [[]]));
  expect([rows, columns, views[0]!.columns]).toEqual([[], [1], [0]]);
});
