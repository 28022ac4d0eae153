import { checkGradient, expectClose, expectNoLeak, type GpuErrors, watchGpuErrors } from '@thaw/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { Random, tf, useDevice } from '../../index.ts';
import { completeWebGPU } from '../complete-webgpu.ts';
import { stock } from '../survey/stock.ts';

let errors: GpuErrors;
beforeAll(async () => {
  await useDevice('webgpu');
  completeWebGPU();
  errors = watchGpuErrors();
});
afterAll(() => errors.expectNone());

const logits = (...shape: number[]): tf.Tensor =>
  tf.tensor(new Random(3).normal(shape.reduce((size, length) => size * length, 1)), shape).mul(3);
const composed = (x: tf.Tensor): tf.Tensor => {
  const shifted = tf.exp(x.sub(x.max(-1, true)));
  return shifted.div(shifted.sum(-1, true));
};

test('TensorFlow.js leaves rows uncomputed above 65,535', async () => {
  const x = logits(70_000, 5);
  const last = stock('Softmax', { logits: x }, { dim: 1 }).slice([69_999, 0]);
  const sumOfAll = (await last.sum().data())[0]!;
  const right = (await composed(x).slice([69_999, 0]).data())[0]!;
  expect([sumOfAll, (await last.data())[0]!]).not.toEqual([expect.closeTo(1, 5), expect.closeTo(right, 5)]);
});

test('a case by hand', async () => {
  await expectClose(tf.softmax(tf.log(tf.tensor1d([1, 2, 5]))), [0.125, 0.25, 0.625], 1e-6);
});

test.each([[[70_000, 5]], [[3, 33]], [[2, 5000]], [[2, 3, 2, 3, 7]], [[0, 4]], [[3, 0]]])(
  '%j',
  async (shape) => {
    const x = logits(...shape);
    const size = x.size;
    await expectClose(tf.softmax(x), size === 0 ? x : composed(x), 1e-6);
    if (size > 0) await expectClose(tf.logSoftmax(x), tf.log(composed(x)), 1e-5);
  },
);

test.each([4, 40])(
  'of %d numbers great ones do not overflow, a NaN is kept, a mask of −∞ is 0',
  async (count) => {
    const row = (first: number, others: number): tf.Tensor =>
      tf.tensor1d([first, ...Array.from({ length: count - 1 }, () => others)]).mul(1);
    await expectClose(tf.softmax(row(1e30, 0)), row(1, 0), 0);
    expect([...(await tf.softmax(row(NaN, 0)).data())].every(Number.isNaN)).toBe(true);
    await expectClose(tf.softmax(row(3, -Infinity)), row(1, 0), 0);
  },
);

test('the gradient equals central differences', async () => {
  await checkGradient((x) => tf.softmax(x!).mul([1, 2, 3, 4]).sum(), [logits(3, 4)]);
});

test('leaves no tensor behind', async () => {
  const x = logits(3, 40);
  await expectNoLeak(() => tf.softmax(x).dispose());
});
