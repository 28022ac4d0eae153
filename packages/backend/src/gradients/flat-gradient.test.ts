import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { describe, expect, test } from 'vitest';

import { ensureDevice, Random, tf } from '../index.ts';

const kink = (x: tf.Tensor): tf.Tensor => tf.where(tf.greater(x, 0), tf.square(x), tf.mul(x, 0.5)).sum();

describe('the gradient of what only tells or counts', () => {
  // This test stands first: it shows the fault, before a device is chosen through Thaw.
  test('is not there in TensorFlow.js, and nothing learns through a comparison', async () => {
    tf.enableProdMode(); // in which cpu greets nobody
    await tf.setBackend('cpu');
    expect(() => tf.grad(kink)(tf.tensor1d([1]))).toThrow(
      'Cannot compute gradient: gradient function not found for Greater.',
    );
  });

  test('is zero, so that what is compared learns from what was chosen', async () => {
    await ensureDevice();
    await expectClose(tf.grad(kink)(tf.tensor1d([3, -1])), tf.tensor1d([6, 0.5]), 0);
  });

  test.each<[string, (x: tf.Tensor, y: tf.Tensor) => tf.Tensor]>([
    ['less, broadcast', (x, y) => tf.where(tf.less(x, y), x, tf.mul(y, 2)).square()],
    ['notEqual and logicalNot', (x, y) => tf.mul(tf.logicalNot(tf.notEqual(x, y)).toFloat(), y).add(x)],
    ['equal and any', (x, y) => tf.mul(tf.any(tf.equal(x, y)).toFloat(), x).add(y)],
    ['floorDiv', (x, y) => tf.mul(tf.floorDiv(x, y), x)],
    ['argMax of the same', (x, y) => tf.mul(x, tf.argMax(x, 1).expandDims(1).toFloat()).add(y)],
  ])('leaves the rest of a loss its gradient: %s', async (_, f) => {
    const random = new Random(1);
    const inputs = [tf.tensor(random.normal(12), [3, 4]), tf.tensor(random.uniform(4, 0.5, 2), [1, 4])];
    await checkGradient((x, y) => f(x!, y!).sum(), inputs, { step: 1e-3 });
  });

  test('leaves no tensor behind', async () => {
    const x = tf.tensor1d([3, -1]);
    await expectNoLeak(() => tf.grad(kink)(x).dispose());
  });
});
