import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { describe, test } from 'vitest';

import { ensureDevice, Random, tf } from '../index.ts';

// Exponents as tensors: tf.pow(x, 0) with a number is the same.
const powers = (x: tf.Tensor): tf.Tensor => tf.pow(x, tf.tensor1d([0, 1, 2])).sum();

describe('the gradient of a power', () => {
  // This test stands first: it shows the fault, before a device is chosen through Thaw.
  test('zero of zero is NaN in TensorFlow.js', async () => {
    tf.enableProdMode(); // in which cpu greets nobody
    await tf.setBackend('cpu');
    await expectClose(tf.grad(powers)(tf.tensor1d([0, 0, 0])), tf.tensor1d([NaN, 1, 0]), 0);
  });

  test('zero is zero everywhere', async () => {
    await ensureDevice();
    await expectClose(tf.grad(powers)(tf.tensor1d([0, 0, 0])), tf.tensor1d([0, 1, 0]), 0);
    await expectClose(tf.grad(powers)(tf.tensor1d([3, -2, 5])), tf.tensor1d([0, 1, 10]), 1e-5);
  });

  test('equals central differences in base and exponent, broadcast, and at exponent zero', async () => {
    const random = new Random(1);
    const inputs = [tf.tensor(random.uniform(6, 0.5, 2), [2, 3]), tf.tensor1d([0, 1.5, -1])];
    await checkGradient(
      (a, b) =>
        tf
          .pow(a!, b!)
          .mul(tf.tensor1d([1, 2, 3]))
          .sum(),
      inputs,
    );
    await checkGradient((a) => tf.pow(a!, 3).sum(), [tf.tensor1d([-2, 0.5, 1])]);
  });

  test('leaves no tensor behind', async () => {
    const x = tf.tensor1d([0, 1, 2]);
    await expectNoLeak(() => tf.tidy(() => tf.grad(powers)(x)).dispose());
  });
});
