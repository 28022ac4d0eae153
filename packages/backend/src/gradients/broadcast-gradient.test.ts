import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { describe, expect, test } from 'vitest';

import { ensureDevice, Random, tf } from '../index.ts';

const draw = (seed: number, shape: number[]): tf.Tensor =>
  tf.tensor(new Random(seed).normal(tf.util.sizeFromShape(shape)), shape);
const floor = (bound: tf.Tensor): tf.Tensor => tf.maximum(tf.tensor2d([1, 5, 2, 8], [2, 2]), bound).sum();

describe('the gradient of maximum, minimum and squaredDifference where one is broadcast', () => {
  // This test stands first: it shows the fault, before a device is chosen through Thaw.
  test('has the shape of the other in TensorFlow.js, which then refuses it', async () => {
    tf.enableProdMode(); // in which cpu greets nobody
    await tf.setBackend('cpu');
    expect(() => tf.grad(floor)(tf.tensor1d([3, 6]))).toThrow('Error in gradient for op Maximum');
  });

  test('is the sum over all that it was compared with', async () => {
    await ensureDevice();
    await expectClose(tf.grad(floor)(tf.tensor1d([3, 9])), tf.tensor1d([2, 2]), 0);
  });

  test.each(['maximum', 'minimum', 'squaredDifference'] as const)(
    'equals central differences: %s',
    async (name) => {
      const weights = draw(3, [2, 3, 4]);
      const f = (a?: tf.Tensor, b?: tf.Tensor): tf.Tensor => tf[name](a!, b!).mul(weights).sum();
      await checkGradient(f, [draw(1, [2, 1, 4]), draw(2, [3, 1])], { step: 1e-3 });
    },
  );

  test('leaves no tensor behind', async () => {
    const bound = tf.tensor1d([3, 6]);
    await expectNoLeak(() => tf.grad(floor)(bound).dispose());
  });
});
