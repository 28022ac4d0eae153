import { expectNoLeak, type GpuErrors, watchGpuErrors } from '@thaw/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { Random, tf, useDevice } from '../../index.ts';
import { completeWebGPU } from '../complete-webgpu.ts';
import { stock } from '../survey/stock.ts';

let errors: GpuErrors;
beforeAll(async () => {
  await useDevice('webgpu');
  completeWebGPU();
  tf.env().set('WEBGPU_CPU_FORWARD', false); // else what is small is computed on the processor
  errors = watchGpuErrors();
});
afterAll(async () => {
  tf.env().set('WEBGPU_CPU_FORWARD', true);
  await errors.expectNone();
});

const numbers = async (x: tf.Tensor): Promise<number[]> => {
  expect(x.dtype).toBe('int32');
  return [...(await x.data())];
};

test('TensorFlow.js takes any of equals from 32 numbers on, and gives a scalar the shape [1]', async () => {
  const x = tf
    .oneHot(tf.tensor1d([1, 64], 'int32'), 100)
    .toFloat()
    .max(0); // two greatest, at 1 and 64
  const place = stock('ArgMax', { x }, { axis: 0 });
  expect([place.shape, (await place.data())[0]]).toEqual([[1], 64]);
  const right = tf.argMax(x);
  expect([right.shape, await numbers(right)]).toEqual([[], [1]]);
});

test.each([3, 31, 32, 100, 3000])(
  'among %d the first of equals, a NaN only when it comes first',
  async (length) => {
    const values = Array.from(new Random(length).integers(length, 4));
    const [most, fewest] = [Math.max(...values), Math.min(...values)];
    const x = tf.tensor2d([...values, ...values.toReversed()], [2, length]);
    const of = (value: number): number[] => [values.indexOf(value), values.toReversed().indexOf(value)];
    for (const given of [x, x.toInt()]) {
      expect(await numbers(tf.argMax(given, 1))).toEqual(of(most));
      expect(await numbers(tf.argMin(given, 1))).toEqual(of(fewest));
      expect(await numbers(tf.argMax(given.transpose(), 0))).toEqual(of(most));
    }
    const nan = tf.tensor1d([NaN]);
    expect(await numbers(tf.argMax(tf.concat([x.flatten(), nan])))).toEqual([values.indexOf(most)]);
    expect(await numbers(tf.argMax(tf.concat([nan, x.flatten()])))).toEqual([0]);
    expect(await numbers(tf.argMax(tf.fill([length], -Infinity)))).toEqual([0]);
    expect(await numbers(tf.argMin(tf.fill([2, length], Infinity), 1))).toEqual([0, 0]);
  },
);

test('of nothing it is 0, and there is no place in no rows', async () => {
  expect(await numbers(tf.argMax(tf.zeros([2, 0]), 1))).toEqual([0, 0]);
  expect(await numbers(tf.argMax(tf.zeros([0, 2]), 1))).toEqual([]);
});

test('leaves no tensor behind', async () => {
  const x = tf.ones([3, 50]);
  await expectNoLeak(() => tf.argMax(x, 1).dispose());
});
