import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { describe, expect, test } from 'vitest';

import { ensureDevice, Random, tf } from '../index.ts';

const down = (x: tf.Tensor): tf.Tensor =>
  tf
    .cumsum(x, 0)
    .mul(tf.tensor2d([1, 2, 3, 4], [2, 2]))
    .sum();

describe('the gradient of running sums', () => {
  // This test stands first: it shows the fault, before a device is chosen through Thaw.
  test('along the first axis is turned round in TensorFlow.js', async () => {
    tf.enableProdMode(); // in which cpu greets nobody
    await tf.setBackend('cpu');
    await expectClose(tf.grad(down)(tf.zeros([2, 2])), Float32Array.of(4, 3, 6, 4), 0);
    expect(() => tf.grad((x: tf.Tensor) => tf.cumsum(x, 0).sum())(tf.zeros([2, 3]))).toThrow(
      'Error in gradient for op Cumsum',
    );
  });

  test('adds up what comes after', async () => {
    await ensureDevice();
    await expectClose(tf.grad(down)(tf.zeros([2, 2])), Float32Array.of(4, 6, 3, 4), 0);
  });

  test.each([
    { axis: 0, exclusive: false, reverse: false },
    { axis: 1, exclusive: true, reverse: false },
    { axis: 2, exclusive: false, reverse: true },
    { axis: 1, exclusive: true, reverse: true },
  ])('equals central differences: $axis $exclusive $reverse', async ({ axis, exclusive, reverse }) => {
    const x = tf.tensor(new Random(1).normal(24), [2, 3, 4]);
    await checkGradient((a) => tf.cumsum(a!, axis, exclusive, reverse).square().sum(), [x]);
  });

  test('leaves no tensor behind', async () => {
    const x = tf.ones([2, 2]);
    await expectNoLeak(() => tf.grad(down)(x).dispose());
  });
});
