import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { describe, test } from 'vitest';

import { ensureDevice, tf } from '../index.ts';

const stairs = (x: tf.Tensor): tf.Tensor => tf.cast(tf.cast(x, 'int32'), 'float32').sum();

describe('the gradient of a cast', () => {
  // This test stands first: it shows the fault, before a device is chosen through Thaw.
  test('of TensorFlow.js goes through whole numbers as if nothing was rounded', async () => {
    tf.enableProdMode(); // in which cpu greets nobody
    await tf.setBackend('cpu');
    await expectClose(tf.grad(stairs)(tf.tensor1d([1.5, 2.5])), tf.tensor1d([1, 1]), 0);
  });

  test('is zero through whole numbers', async () => {
    await ensureDevice();
    await expectClose(tf.grad(stairs)(tf.tensor1d([1.5, 2.5])), tf.tensor1d([0, 0]), 0);
  });

  test('equals central differences: kept as it is, and through whole numbers beside itself', async () => {
    const x = tf.tensor1d([1.5, 2.5, -0.5]);
    await checkGradient((a) => tf.cast(a!, 'float32').square().sum(), [x]);
    await checkGradient((a) => tf.mul(tf.cast(a!, 'int32').toFloat(), a!).sum(), [x]);
  });

  test('leaves no tensor behind', async () => {
    const x = tf.tensor1d([1.5, 2.5]);
    await expectNoLeak(() => tf.grad(stairs)(x).dispose());
  });
});
