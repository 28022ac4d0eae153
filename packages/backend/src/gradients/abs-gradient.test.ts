import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { describe, test } from 'vitest';

import { ensureDevice, tf } from '../index.ts';

const size = (x: tf.Tensor): tf.Tensor => tf.abs(x).sum();

describe('the gradient of the absolute value', () => {
  // This test stands first: it shows the fault, before a device is chosen through Thaw.
  test('of TensorFlow.js is −1 at zero', async () => {
    tf.enableProdMode(); // in which cpu greets nobody
    await tf.setBackend('cpu');
    await expectClose(tf.grad(size)(tf.tensor1d([2, 0, -3])), tf.tensor1d([1, -1, -1]), 0);
  });

  test('is zero at zero, so that a weight at rest stays there', async () => {
    await ensureDevice();
    await expectClose(tf.grad(size)(tf.tensor1d([2, 0, -3])), tf.tensor1d([1, 0, -1]), 0);
  });

  test('equals central differences', async () => {
    await checkGradient((x) => tf.abs(x!).square().sum(), [tf.tensor1d([2, 0, -3, 0.5])]);
  });

  test('leaves no tensor behind', async () => {
    const x = tf.tensor1d([2, 0, -3]);
    await expectNoLeak(() => tf.grad(size)(x).dispose());
  });
});
