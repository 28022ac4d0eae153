import { expect, test } from 'vitest';

import { arithmeticOf, costOf } from './cost.ts';
import type { Group } from './group.ts';

/** The mean of each row, taken off its exponentials. */
const group: Group = {
  shape: [10, 30],
  outer: 1,
  inputs: [{ strides: [30, 1], offset: 0, dtype: 'float32' }],
  steps: [
    { op: 'load', input: 0 },
    { op: 'reduce', kernel: 'Mean', a: 0 },
    { op: 'unary', kernel: 'Neg', a: 1 },
    { op: 'unary', kernel: 'Exp', a: 0 },
    { op: 'binary', kernel: 'Add', a: 3, b: 2 },
  ],
  outputs: [{ step: 4, per: 'element', shape: [10, 30], dtype: 'float32' }],
};

test('a group computes what is per element for each element, and what is per row for each row', () => {
  expect(arithmeticOf(group)).toBe(300 + 10 + 16 * 300 + 300);
});

test('it costs a call, 4 for each number read or written, and 4 more for each that is not beside the last', () => {
  expect(costOf(group)).toBe(4096 + 4 * 300 + 4 * 300 + arithmeticOf(group));
  const turned = { ...group, inputs: [{ ...group.inputs[0]!, strides: [1, 10] }] };
  expect(costOf(turned)).toBe(costOf(group) + 4 * 300);
  const repeated = { ...group, inputs: [{ ...group.inputs[0]!, strides: [0, 1] }] };
  expect(costOf(repeated)).toBe(costOf(group) - 4 * 270);
});
