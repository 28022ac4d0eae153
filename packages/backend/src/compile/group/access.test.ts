import { expect, test } from 'vitest';

import { accessAt, broadcastFrom, placeOf, reshaped } from './access.ts';
import { Nest } from './nest.ts';

/** The whole of a tensor by the whole of a nest. */
const whole = (nest: Nest, shape: readonly number[]): ReturnType<typeof accessAt> =>
  accessAt({ offset: 0, strides: nest.strides }, shape, nest);

test('a nest of the shape of a tensor steps along each of its axes', () => {
  const nest = new Nest([2, 3], 2);
  const access = whole(nest, [2, 3])!;
  expect(access).toEqual({
    offsets: [0, 0],
    steps: [
      [1, 0],
      [0, 1],
    ],
  });
  expect(placeOf(access, [2, 3], 2)).toEqual({ offset: 0, strides: [3, 1] });
});

test('a row that is repeated does not step along the rows', () => {
  const nest = new Nest([2, 3], 2);
  const row = broadcastFrom(whole(nest, [2, 3])!, [2, 3], [3]);
  expect(placeOf(row, [3], 2)).toEqual({ offset: 0, strides: [0, 1] });
  const column = broadcastFrom(whole(nest, [2, 3])!, [2, 3], [2, 1]);
  expect(placeOf(column, [2, 1], 2)).toEqual({ offset: 0, strides: [1, 0] });
});

test('a reshape steps along axes that are joined, and asks that the nest be cut where one is parted', () => {
  const apart = new Nest([2, 3], 2);
  expect(whole(apart, [6])).toEqual({ offsets: [0], steps: [[3, 1]] });
  const joined = new Nest([6], 1);
  expect(whole(joined, [2, 3])).toBeUndefined();
  expect(joined.cut).toEqual({ axis: 0, inner: 3 });
  expect(joined.cutUp(joined.cut!)).toEqual(new Nest([2, 3], 2));
});

test('backwards: places that go down, from the last', () => {
  const nest = new Nest([6], 1);
  const access = { offsets: [5], steps: [[-1]] };
  expect(reshaped(access, [6], [6, 1], nest)).toEqual({ offsets: [5, 0], steps: [[-1], [0]] });
  const cut = new Nest([2, 3], 2);
  const both = { offsets: [5], steps: [[-3, -1]] };
  expect(reshaped(both, [6], [2, 3], cut)).toEqual({
    offsets: [1, 2],
    steps: [
      [-1, 0],
      [0, -1],
    ],
  });
});

test('what would cross from row to row has no access', () => {
  const nest = new Nest([3], 1);
  expect(accessAt({ offset: 1, strides: [2] }, [2, 3], nest)).toBeUndefined();
  expect(nest.cut).toBeUndefined();
});
