import { expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Random, tf, useDevice } from '../index.ts';

beforeAll(async () => {
  await useDevice('wasm');
});

const draw = (many: number, count: number): tf.Tensor[] =>
  Array.from({ length: many }, (_, i) => tf.tensor1d(new Random(i).normal(count)));

test.each([1, 2, 3, 8, 31, 32, 33, 64, 100])(
  'the sum of %d tensors is theirs, added in their order',
  (many) => {
    const tensors = draw(many, 37);
    const [first, ...rest] = tensors.map((tensor) => tensor.dataSync());
    const expected = rest.reduce((sum, values) => sum.map((value, i) => value + values[i]!), first!);
    expect(tf.addN(tensors).dataSync()).toEqual(expected);
  },
);

test('NaN and infinity reach the sums they belong to', () => {
  const sum = tf.addN([tf.tensor1d([NaN, 1, Infinity]), tf.tensor1d([1, 1, -Infinity])]);
  expect(Array.from(sum.dataSync())).toEqual([NaN, 2, NaN]);
});

test('the bits are the same for any number of threads', async () => {
  const tensors = draw(40, 40_001);
  await useDevice('wasm', { threads: 1 });
  const alone = tf.addN(tensors).dataSync();
  for (const threads of [2, 3]) {
    await useDevice('wasm', { threads });
    expect(tf.addN(tensors).dataSync()).toEqual(alone);
  }
});

test('whole numbers are left to TensorFlow.js; of no numbers is none; nothing is left behind', async () => {
  const whole = tf.tensor1d([1, 2], 'int32');
  expect(tf.addN([whole, whole, whole]).dataSync()).toEqual(new Int32Array([3, 6]));
  expect(tf.addN([tf.zeros([0]), tf.zeros([0])]).shape).toEqual([0]);
  const x = tf.ones([3]);
  await expectNoLeak(() => tf.addN([x, x]).dispose());
});
