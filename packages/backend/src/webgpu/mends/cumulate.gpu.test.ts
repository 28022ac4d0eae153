import { checkGradient, expectClose, expectNoLeak, type GpuErrors, watchGpuErrors } from '@thaw/testing';
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

/** Runs along the middle of [outer, length, inner]. */
function running(
  values: ArrayLike<number>,
  shape: number[],
  exclusive: boolean,
  backwards: boolean,
): Float64Array {
  const [outer, length, inner] = shape as [number, number, number];
  const sums = new Float64Array(values.length);
  for (let row = 0; row < outer * inner; row++) {
    const begin = Math.floor(row / inner) * length * inner + (row % inner);
    let sum = 0;
    for (let i = 0; i < length; i++) {
      const place = begin + (backwards ? length - 1 - i : i) * inner;
      sums[place] = exclusive ? sum : sum + values[place]!;
      sum += values[place]!;
    }
  }
  return sums;
}

test('TensorFlow.js uses the kernel of the first length for every other', async () => {
  const sum = (values: number[]): Promise<ArrayLike<number>> =>
    stock('Cumsum', { x: tf.tensor1d(values) }, { axis: 0, exclusive: false, reverse: true }).data();
  expect(Array.from(await sum([1, 2, 3]))).toEqual([6, 5, 3]);
  expect(Array.from(await sum([1, 2, 3, 4, 5]))).not.toEqual([15, 14, 12, 9, 5]);
});

test('cases by hand', async () => {
  await expectClose(tf.cumsum([1, 2, 3]), [1, 3, 6], 0);
  await expectClose(tf.cumsum([1, 2, 3], 0, true), [0, 1, 3], 0);
  await expectClose(tf.cumsum([1, 2, 3], 0, false, true), [6, 5, 3], 0);
  await expectClose(tf.cumsum([1, 2, 3], 0, true, true), [5, 3, 0], 0);
  await expectClose(tf.cumprod([2, 3, 4]), [2, 6, 24], 0);
  await expectClose(tf.cumprod([2, 3, 4], 0, true, true), [12, 4, 1], 0);
});

test.each([[[2, 3, 5]], [[1, 32, 1]], [[3, 33, 2]], [[2, 1000, 3]], [[1, 70_001, 1]]])(
  '%j, both ways',
  async (shape) => {
    const values = new Random(1).integers(
      shape.reduce((size, length) => size * length, 1),
      9,
    );
    for (const exclusive of [false, true]) {
      for (const backwards of [false, true]) {
        const expected = running(values, shape, exclusive, backwards);
        await expectClose(
          tf.cumsum(tf.tensor3d(values, shape as never), 1, exclusive, backwards),
          expected,
          1e-7,
        );
        const whole = tf.cumsum(tf.tensor3d(values, shape as never, 'int32'), 1, exclusive, backwards);
        expect(whole.dtype).toBe('int32');
        await expectClose(whole, expected, 0);
      }
    }
  },
);

test('of rank 6, which TensorFlow.js refuses', async () => {
  const x = tf.ones([2, 1, 2, 2, 3, 2]);
  await expectClose(tf.cumsum(x, 4).slice([1, 0, 1, 1, 2, 1], [1, 1, 1, 1, 1, 1]).flatten(), [3], 0);
});

test('the gradient equals central differences, at one length after another', async () => {
  for (const length of [5, 8]) {
    const x = tf.tensor1d(new Random(length).normal(length));
    await checkGradient((given) => tf.cumsum(given!).square().sum(), [x]);
  }
});

test('leaves no tensor behind', async () => {
  const x = tf.ones([3, 50]);
  await expectNoLeak(() => tf.cumsum(x, 1).dispose());
});
