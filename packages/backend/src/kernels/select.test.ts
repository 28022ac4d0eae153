import { expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Random, tf, useDevice } from '../index.ts';

beforeAll(async () => {
  await useDevice('wasm');
});

test('takes from the first where the condition holds, from the second elsewhere', () => {
  const condition = tf.tensor1d([1, 0, 0, 1, 1], 'bool');
  const result = tf.where(condition, tf.tensor1d([1, 2, NaN, NaN, 5]), tf.tensor1d([-1, NaN, -3, -4, -5]));
  expect(Array.from(result.dataSync())).toEqual([1, NaN, -3, NaN, 5]);
});

test('all three are broadcast', () => {
  const result = tf.where<tf.Tensor>(
    tf.tensor2d([1, 0], [2, 1], 'bool'),
    tf.tensor1d([1, 2, 3]),
    tf.scalar(7),
  );
  expect(result.arraySync()).toEqual([[1, 2, 3], [7, 7, 7]]); // prettier-ignore
});

test('whole numbers and truth values are taken as they are', () => {
  const condition = tf.tensor1d([0, 1, 1], 'bool');
  for (const dtype of ['int32', 'bool'] as const) {
    const result = tf.where(condition, tf.tensor1d([1, 0, 1], dtype), tf.tensor1d([1, 1, 0], dtype));
    expect([result.dtype, Array.from(result.dataSync())]).toEqual([dtype, [1, 0, 1]]);
  }
});

test('a condition of one axis chooses whole rows in the kernel', () => {
  const inputs = {
    condition: tf.tensor1d([0, 1], 'bool'),
    t: tf.tensor2d([[1, 2, 3], [4, 5, 6]]),
    e: tf.tensor2d([[-1, -2, -3], [-4, -5, -6]]),
  }; // prettier-ignore
  const rows = tf.engine().runKernel('Select', inputs) as tf.Tensor;
  expect(rows.arraySync()).toEqual([[-1, -2, -3], [4, 5, 6]]); // prettier-ignore
});

test('the numbers are the same for any number of threads', async () => {
  const [yes, no] = [tf.tensor1d(new Random(1).normal(70_001)), tf.tensor1d(new Random(2).normal(70_001))];
  const condition = tf.greater(yes, 0);
  const other = no.dataSync();
  const expected = yes.dataSync().map((value, i) => (value > 0 ? value : other[i]!));
  for (const threads of [1, 2, 3]) {
    await useDevice('wasm', { threads });
    const result = tf.where(condition, yes, no).dataSync();
    expect(result.filter((value, i) => value !== expected[i]).length).toBe(0);
  }
});

test('of no numbers is none, and nothing is left behind', async () => {
  const none = tf.zeros([0, 2]);
  expect(tf.where(tf.zeros([0, 2], 'bool'), none, none).shape).toEqual([0, 2]);
  const [condition, x] = [tf.ones([2, 2], 'bool'), tf.ones([2, 2])];
  await expectNoLeak(() => tf.where(condition, x, x).dispose());
});
