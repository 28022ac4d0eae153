import { checkGradient, expectClose, expectNoLeak, type GpuErrors, watchGpuErrors } from '@thaw/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { tf, useDevice } from '../../index.ts';
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

test('of infinity TensorFlow.js makes NaN, four numbers at a time', async () => {
  const y = stock('Prelu', { x: tf.fill([4], Infinity), alpha: tf.fill([4], 0.5) });
  expect((await y.data())[0]).toBeNaN();
});

test('a case by hand, with infinities and NaN', async () => {
  const x = tf.tensor1d([-4, 2, Infinity, -Infinity]);
  await expectClose(tf.prelu(x, tf.fill([4], 0.5)), [-2, 2, Infinity, -Infinity], 0);
  expect((await tf.prelu(tf.fill([4], NaN), tf.fill([4], 0.5)).data())[0]).toBeNaN();
});

test('the gradients equal central differences', async () => {
  await checkGradient(
    (x, alpha) => tf.prelu(x!, alpha!).square().sum(),
    [tf.tensor2d([-1, 2, -3, 4, -5, 6], [2, 3]), tf.tensor1d([0.1, 0.2, 0.3])],
  );
});

test('leaves no tensor behind', async () => {
  const [x, alpha] = [tf.ones([3]), tf.ones([3])];
  await expectNoLeak(() => tf.prelu(x, alpha).dispose());
});
