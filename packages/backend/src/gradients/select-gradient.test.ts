import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { describe, expect, test } from 'vitest';

import { ensureDevice, Random, tf } from '../index.ts';

// Where nothing is chosen of x, an infinite gradient comes.
const chosen = (x: tf.Tensor): tf.Tensor =>
  tf.mul(tf.where(tf.tensor1d([1, 0], 'bool'), x, 1), [2, Infinity]).sum();

describe('the gradient of where', () => {
  // This test stands first: it shows the fault, before a device is chosen through Thaw.
  test('of TensorFlow.js is NaN where an infinite gradient goes elsewhere', async () => {
    tf.enableProdMode(); // in which cpu greets nobody
    await tf.setBackend('cpu');
    await expectClose(tf.grad(chosen)(tf.tensor1d([1, 1])), tf.tensor1d([2, NaN]), 0);
    const wide = (x: tf.Tensor): tf.Tensor => tf.where(tf.ones([2, 1, 1, 1, 1], 'bool'), x, 0).sum();
    expect(() => tf.grad(wide)(tf.ones([1, 1, 1, 1, 3]))).toThrow('not implemented for rank-5');
  });

  test('is zero there', async () => {
    await ensureDevice();
    await expectClose(tf.grad(chosen)(tf.tensor1d([1, 1])), tf.tensor1d([2, 0]), 0);
  });

  test('equals central differences, with all three broadcast, up to rank 5', async () => {
    const random = new Random(1);
    const condition = tf.tensor([1, 0, 0, 1], [2, 1, 2], 'bool');
    const inputs = [tf.tensor(random.normal(3), [3, 1]), tf.tensor(random.normal(2), [2, 1, 1])];
    await checkGradient((a, b) => tf.where(condition, a!, b!).square().sum(), inputs);
    const deep = [tf.tensor(random.normal(6), [2, 1, 1, 1, 3]), tf.tensor(random.normal(2), [1, 2, 1, 1, 1])];
    await checkGradient((a, b) => tf.where(tf.greater(a!, b!), a!, b!).square().sum(), deep, { step: 1e-3 });
  });

  test('leaves no tensor behind', async () => {
    const x = tf.tensor1d([1, 1]);
    await expectNoLeak(() => tf.tidy(() => tf.grad(chosen)(x)).dispose());
  });
});
