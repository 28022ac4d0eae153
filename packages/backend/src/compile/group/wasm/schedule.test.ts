import { expect, test } from 'vitest';

import type { Group } from '../group.ts';
import { nestOf } from './nest.ts';
import { type Schedule, scheduleOf } from './schedule.ts';

/** exp(x − max) / Σ exp(x − max) of 8 rows of 16 columns. */
const softmax: Group = {
  shape: [8, 16],
  outer: 1,
  inputs: [{ strides: [16, 1], offset: 0, dtype: 'float32' }],
  steps: [
    { op: 'load', input: 0 },
    { op: 'reduce', kernel: 'Max', a: 0 },
    { op: 'binary', kernel: 'Sub', a: 0, b: 1 },
    { op: 'unary', kernel: 'Exp', a: 2 },
    { op: 'reduce', kernel: 'Sum', a: 3 },
    { op: 'binary', kernel: 'RealDiv', a: 3, b: 4 },
    { op: 'unary', kernel: 'Neg', a: 0 }, // of which nothing comes
  ],
  outputs: [{ step: 5, per: 'element', shape: [8, 16], dtype: 'float32' }],
};
const schedule = (group: Group, room: number): Schedule => scheduleOf(group, nestOf(group), 16, room);

test('a run through the columns for each reduction behind another, and one that writes; what is costly is kept', () => {
  const { loops, kept } = schedule(softmax, 16);
  expect(kept).toEqual([3]);
  const none = { before: [], writes: [], keeps: [], kept: [], reduces: [] };
  expect(loops).toEqual([
    { ...none, each: [0], reduces: [1] },
    { ...none, each: [0, 2, 3], reduces: [4], keeps: [3] },
    { ...none, each: [5], kept: [3], writes: [0] },
  ]);
});

test('without room for a row it is computed again', () => {
  const { loops, kept, cost } = schedule(softmax, 15);
  expect(kept).toEqual([]);
  expect(loops.map(({ each }) => each)).toEqual([[0], [0, 2, 3], [0, 2, 3, 5]]);
  expect(cost).toBeGreaterThan(schedule(softmax, 16).cost);
});

test('what is one number for a row is computed before the run that needs it', () => {
  const scaled: Group = {
    ...softmax,
    steps: [
      { op: 'load', input: 0 },
      { op: 'reduce', kernel: 'Sum', a: 0 },
      { op: 'unary', kernel: 'Sqrt', a: 1 },
      { op: 'binary', kernel: 'RealDiv', a: 0, b: 2 },
    ],
    outputs: [
      { step: 3, per: 'element', shape: [8, 16], dtype: 'float32' },
      { step: 2, per: 'row', shape: [8], dtype: 'float32' },
    ],
  };
  const { loops } = schedule(scaled, 16);
  expect(loops.map(({ before, each, writes }) => [before, each, writes])).toEqual([
    [[], [0], []],
    [[2], [0, 3], [0]],
  ]);
});
