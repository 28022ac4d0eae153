import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { describe, expect, test } from 'vitest';

import { ensureDevice, Random, tf } from '../index.ts';

const last = (x: tf.Tensor): tf.Tensor =>
  tf
    .cumprod(x, 0)
    .mul(tf.tensor1d([0, 0, 1]))
    .sum();

describe('the gradient of running products', () => {
  // This test stands first: it shows the fault, before a device is chosen through Thaw.
  test('is not there in TensorFlow.js', async () => {
    tf.enableProdMode(); // in which cpu greets nobody
    await tf.setBackend('cpu');
    expect(() => tf.grad(last)(tf.tensor1d([2, 3, 4]))).toThrow('gradient function not found for Cumprod');
  });

  test('of the last is the product of all others, also past a zero', async () => {
    await ensureDevice();
    await expectClose(tf.grad(last)(tf.tensor1d([2, 3, 4])), tf.tensor1d([12, 8, 6]), 0);
    await expectClose(tf.grad(last)(tf.tensor1d([2, 0, 4])), tf.tensor1d([0, 8, 0]), 0);
  });

  test.each([
    { axis: 0, exclusive: false, reverse: false },
    { axis: 1, exclusive: true, reverse: false },
    { axis: 2, exclusive: false, reverse: true },
    { axis: 1, exclusive: true, reverse: true },
  ])('equals central differences: $axis $exclusive $reverse', async ({ axis, exclusive, reverse }) => {
    const values = new Random(1).normal(2 * 5 * 3);
    values[4] = values[7] = values[20] = 0;
    const weights = tf.tensor(new Random(2).normal(30), [2, 5, 3]);
    await checkGradient(
      (a) => tf.cumprod(a!, axis, exclusive, reverse).mul(weights).sum(),
      [tf.tensor(values, [2, 5, 3])],
    );
  });

  test('leaves no tensor behind', async () => {
    const x = tf.tensor1d([2, 0, 4]);
    await expectNoLeak(() => tf.grad(last)(x).dispose());
  });
});
