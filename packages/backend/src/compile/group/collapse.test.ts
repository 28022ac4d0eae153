import { expect, test } from 'vitest';

import { Random } from '../../index.ts';
import { sizeOf } from '../trace/rule.ts';
import { collapse } from './collapse.ts';
import type { Group } from './group.ts';

const groupOf = (
  shape: readonly number[],
  outer: number,
  ...views: readonly (readonly number[])[]
): Group => ({
  shape,
  outer,
  inputs: views.map((strides) => ({ strides, offset: 0, dtype: 'float32' })),
  steps: [{ op: 'load', input: 0 }],
  outputs: [{ step: 0, per: 'element', shape, dtype: 'float32' }],
});

test.each<[string, Group, readonly number[], number, readonly (readonly number[])[]]>([
  ['dense axes are one', groupOf([2, 3, 4], 3, [12, 4, 1]), [24], 1, [[1]]],
  ['all views must agree', groupOf([2, 3, 4], 3, [12, 4, 1], [0, 4, 1]), [2, 12], 2, [[12, 1], [0, 1]]], // prettier-ignore
  ['a number for all is repeated along one axis', groupOf([2, 3], 2, [0, 0], [3, 1]), [6], 1, [[0], [1]]],
  ['what is turned over stays', groupOf([2, 3], 2, [1, 2]), [2, 3], 2, [[1, 2]]],
  ['axes of length 1 go', groupOf([1, 3, 1], 3, [7, 2, 9]), [3], 1, [[2]]],
  ['rows are not joined with columns', groupOf([2, 3], 1, [3, 1]), [2, 3], 1, [[3, 1]]],
  ['one row', groupOf([1, 3], 1, [3, 1]), [3], 0, [[1]]],
  ['one element', groupOf([1, 1], 2, [1, 1]), [], 0, [[]]],
])('%s', (_, group, shape, outer, views) => {
  const { inputs, ...found } = collapse(group);
  expect([found.shape, found.outer]).toEqual([shape, outer]);
  expect(inputs.map(({ strides }) => strides)).toEqual(views);
});

/** Where an input finds its numbers, element by element. */
function placesOf({ shape, inputs }: Group, input: number): number[] {
  const { strides, offset } = inputs[input]!;
  return shape.reduce(
    (places, length, axis) =>
      places.flatMap((place) => Array.from({ length }, (_, i) => place + i * strides[axis]!)),
    [offset],
  );
}

test('of 200 groups that are drawn each element finds its numbers where it found them, and rows stay rows', () => {
  const random = new Random(11);
  let fewer = 0;
  for (let i = 0; i < 200; i++) {
    const shape = [...random.integers(4, 3)].map((length) => 1 + length);
    const dense = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
    const strides = [...random.integers(4, 4)].map((kind, axis) => [0, 1, -1, 1][kind]! * dense[axis]!);
    const group = groupOf(shape, random.integers(1, 5)[0]!, dense, strides);
    const found = collapse(group);
    expect([0, 1].map((input) => placesOf(found, input))).toEqual(
      [0, 1].map((input) => placesOf(group, input)),
    );
    expect(sizeOf(found.shape.slice(0, found.outer))).toBe(sizeOf(shape.slice(0, group.outer)));
    fewer += Number(found.shape.length < shape.length);
  }
  expect(fewer).toBeGreaterThan(150);
});
