import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Random, tf, useDevice } from '../index.ts';

beforeAll(async () => {
  await useDevice('wasm');
});

test.each([
  [false, false, [1, 3, 6]],
  [true, false, [0, 1, 3]],
  [false, true, [6, 5, 3]],
  [true, true, [5, 3, 0]],
])('exclusive %s, reverse %s: of 1, 2, 3 it is %j', (exclusive, reverse, expected) => {
  expect(Array.from(tf.cumsum(tf.tensor1d([1, 2, 3]), 0, exclusive, reverse).dataSync())).toEqual(expected);
});

test.each([0, 1, 2, -1])('along axis %d each place is the sum of the slices up to it', async (axis) => {
  const x = tf.tensor(new Random(1).normal(3 * 5 * 7), [3, 5, 7]);
  const along = axis < 0 ? 2 : axis;
  const sums = tf.cumsum(x, axis);
  for (let i = 0; i < x.shape[along]!; i++) {
    const size = x.shape.map((length, other) => (other === along ? i + 1 : length));
    await expectClose(tf.gather(sums, i, along), x.slice([0, 0, 0], size).sum(along), 1e-6);
  }
});

test('NaN reaches the places after it, and whole numbers are left to TensorFlow.js', () => {
  expect(Array.from(tf.cumsum(tf.tensor1d([1, NaN, 3])).dataSync())).toEqual([1, NaN, NaN]);
  expect(tf.cumsum(tf.tensor1d([1, 2, 3], 'int32')).dataSync()).toEqual(new Int32Array([1, 3, 6]));
});

test('the bits are the same for any number of threads', async () => {
  const x = tf.tensor3d(new Random(2).normal(70 * 31 * 41), [70, 31, 41]);
  const compute = (): tf.TypedArray[] => [0, 1, 2].map((axis) => tf.cumsum(x, axis).dataSync());
  await useDevice('wasm', { threads: 1 });
  const alone = compute();
  for (const threads of [2, 3]) {
    await useDevice('wasm', { threads });
    expect(compute()).toEqual(alone);
  }
});

test('of no numbers is none, and nothing is left behind', async () => {
  expect(tf.cumsum(tf.zeros([0, 2])).shape).toEqual([0, 2]);
  const x = tf.ones([2, 3]);
  await expectNoLeak(() => tf.cumsum(x, 1).dispose());
});
