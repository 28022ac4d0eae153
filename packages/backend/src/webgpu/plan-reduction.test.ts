import { expect, test } from 'vitest';

import { planReduction, shareOut } from './plan-reduction.ts';

test('axes that stand together are the middle of three', () => {
  expect(planReduction([2, 3, 4, 5], [1, 2], false)).toEqual({
    outer: 2,
    length: 12,
    inner: 5,
    shape: [2, 5],
  });
  expect(planReduction([2, 3], [0, 1], true)).toEqual({ outer: 1, length: 6, inner: 1, shape: [1, 1] });
  expect(planReduction([2, 3], [], false)).toEqual({ outer: 6, length: 1, inner: 1, shape: [2, 3] });
  expect(planReduction([2, 0, 3], [1], false)).toEqual({ outer: 2, length: 0, inner: 3, shape: [2, 3] });
});

test('an axis of length 1 stands anywhere', () => {
  expect(planReduction([2, 1, 3, 4], [0, 2], false)).toEqual({
    outer: 1,
    length: 6,
    inner: 4,
    shape: [1, 4],
  });
  expect(planReduction([1, 5, 3, 1], [0, 2, 3], false)).toEqual({
    outer: 5,
    length: 3,
    inner: 1,
    shape: [5],
  });
});

test('axes that stand apart are brought to the end first', () => {
  expect(planReduction([2, 3, 4], [0, 2], false)).toEqual({
    outer: 3,
    length: 8,
    inner: 1,
    permutation: [1, 0, 2],
    shape: [3],
  });
});

test('short rows are gone through one by one', () => {
  expect(shareOut(70_000, 5, 1)).toEqual({
    columns: 0,
    workgroupSize: 64,
    blocks: 1,
    parts: 1,
    part: 5,
    workgroups: 1094,
  });
  expect(shareOut(1, 100, 10_000).columns).toBe(0);
});

test.each([
  [1, 33, 1],
  [1, 1_000_000, 1],
  [3, 100, 7],
  [1, 70_001, 10],
])('of %d x %d x %d every number is in one part of one workgroup', (outer, length, inner) => {
  const { columns, blocks, parts, part, workgroups } = shareOut(outer, length, inner);
  expect(Math.log2(columns) % 1).toBe(0);
  expect([columns * blocks >= inner, parts * part >= length, (parts - 1) * part < length]).toEqual([
    true,
    true,
    true,
  ]);
  expect(workgroups).toBe(outer * blocks * parts);
});
