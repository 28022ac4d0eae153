import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { describe, expect, test } from 'vitest';

import { ensureDevice, Random, tf } from '../index.ts';

const deep = (x: tf.Tensor): tf.Tensor => tf.broadcastTo(x, [2, 1, 3, 1, 2]).sum();

describe('the gradient of repeating', () => {
  // This test stands first: it shows the fault, before a device is chosen through Thaw.
  test('is not there in TensorFlow.js above rank 4', async () => {
    tf.enableProdMode(); // in which cpu greets nobody
    await tf.setBackend('cpu');
    expect(() => tf.grad(deep)(tf.ones([1, 1, 3, 1, 1]))).toThrow('not implemented for rank-5 tensors');
  });

  test('is the sum over all repetitions', async () => {
    await ensureDevice();
    await expectClose(tf.grad(deep)(tf.ones([1, 1, 3, 1, 1])), Float32Array.of(4, 4, 4), 0);
  });

  test.each([
    { shape: [3], times: [4] },
    { shape: [2, 3], times: [3, 2] },
    { shape: [2, 1, 3, 2], times: [1, 5, 2, 1] },
    { shape: [1, 2, 1, 3, 2], times: [2, 1, 3, 1, 2] },
  ])('equals central differences: $shape, $times times', async ({ shape, times }) => {
    const x = tf.tensor(new Random(1).normal(tf.util.sizeFromShape(shape)), shape);
    const all = shape.map((length, axis) => length * times[axis]!);
    const weights = tf.tensor(new Random(2).normal(tf.util.sizeFromShape(all)), all);
    await checkGradient((a) => tf.tile(a!, times).mul(weights).square().sum(), [x]);
  });

  test('leaves no tensor behind', async () => {
    const x = tf.ones([1, 1, 3, 1, 1]);
    await expectNoLeak(() => tf.grad(deep)(x).dispose());
  });
});
