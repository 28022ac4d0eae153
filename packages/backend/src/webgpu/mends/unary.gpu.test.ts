import { checkGradient, expectClose, expectNoLeak, type GpuErrors, watchGpuErrors } from '@thaw/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { Random, tf, useDevice } from '../../index.ts';
import { completeWebGPU } from '../complete-webgpu.ts';
import { stock } from '../survey/stock.ts';
import { unaryKernels } from './unary.ts';

let errors: GpuErrors;
beforeAll(async () => {
  await useDevice('webgpu');
  completeWebGPU();
  errors = watchGpuErrors();
  tf.env().set('WEBGPU_CPU_FORWARD', false); // else what is small is computed on the processor
});
afterAll(async () => {
  await errors.expectNone();
  tf.env().set('WEBGPU_CPU_FORWARD', true);
});

const run = (kernelName: string, x: tf.Tensor): tf.Tensor =>
  tf.engine().runKernel(kernelName, { x }, { alpha: 0.2 });

describe('in TensorFlow.js', () => {
  test('log1p and expm1 have no digits where they are for', async () => {
    const x = tf.tensor1d([1e-6]);
    for (const kernelName of ['Log1p', 'Expm1']) {
      expect((await stock(kernelName, { x }).data())[0]).not.toBeCloseTo(1e-6, 8);
    }
  });
});

describe.each(unaryKernels)('%s', (kernelName) => {
  test('keeps a NaN, whatever the device makes of it', async () => {
    for (const count of [1, 4]) expect((await run(kernelName, tf.fill([count], NaN)).data())[0]).toBeNaN();
  });

  test('leaves no tensor behind, of any rank', async () => {
    const x = tf.ones([2, 1, 2, 1, 2, 3]);
    await expectNoLeak(() => run(kernelName, x).dispose());
    expect(run(kernelName, x).shape).toEqual(x.shape);
  });
});

test.each<[string, (x: number) => number, number[]]>([
  ['Log1p', Math.log1p, [1e-8, -1e-6, 0.3, -0.4, -0.999, 5, -1]],
  ['Expm1', Math.expm1, [1e-8, -1e-6, 0.3, -0.4, 0.51, -8, 20]],
  ['Log', Math.log, [1e-30, 0.2, 0.6, 0.999999, 1, 1.2, 1.6, 1e30, 0, Infinity]],
  ['Tanh', Math.tanh, [1e-8, -0.1, 0.4, -3, 9, 80, -Infinity]],
  ['Sinh', Math.sinh, [1e-8, -0.1, 0.9, -1.1, 20, -89]],
  ['Cosh', Math.cosh, [0, 1e-3, -2, 20, 89]],
  ['Asinh', Math.asinh, [1e-8, -1e-3, 2, -50, 1e15, -Infinity]],
  ['Acosh', Math.acosh, [1, 1.0001, 2, 50, 1e15, 0.5]],
  ['Atanh', Math.atanh, [1e-8, -0.3, 0.9, -0.999, 1, -1, 2]],
  ['Sin', Math.sin, [1e-8, 1e-3, 1, -2, 3.1, 100, -1000]],
  ['Cos', Math.cos, [1e-8, 1e-3, 1.5, -2, 3.1, 100, -1000]],
  ['Sigmoid', (x) => 1 / (1 + Math.exp(-x)), [-20, -3, 0, 2, 100]],
  ['Softplus', (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), [-20, -15, -1, 0, 3, 15, 100]],
])('%s is right in six digits of each number', async (kernelName, truth, values) => {
  const found = await run(kernelName, tf.tensor1d(values)).data();
  const wrong = values.flatMap((value, i) => {
    const [actual, expected] = [found[i]!, truth(Math.fround(value))];
    const right = Object.is(actual, expected) || Math.abs(actual - expected) <= 2e-6 * Math.abs(expected);
    return right ? [] : [`of ${value}: ${actual}, not ${expected}`];
  });
  expect(wrong).toEqual([]);
});

test('gradients through them equal central differences', async () => {
  const x = tf.tensor1d(new Random(5).normal(12));
  await checkGradient((given) => tf.tanh(given!).add(tf.softplus(given!)).add(tf.elu(given!)).sum(), [x]);
  await checkGradient((given) => tf.sin(given!).mul(tf.cos(given!)).sum(), [x]);
});

test('whole numbers are left to TensorFlow.js', async () => {
  await expectClose(tf.relu(tf.tensor1d([-2, 3], 'int32')), [0, 3], 0);
});
