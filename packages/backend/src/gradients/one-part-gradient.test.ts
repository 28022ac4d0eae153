import { expectClose, expectNoLeak } from '@thaw/testing';
import { describe, expect, test } from 'vitest';

import { ensureDevice, tf } from '../index.ts';

const ways = {
  unstack: (x: tf.Tensor): tf.Tensor => tf.square(tf.unstack(x, 1)[0]!).sum(),
  split: (x: tf.Tensor): tf.Tensor => tf.square(tf.split(x, 1, 1)[0]!).sum(),
};

describe('the gradient of taking a tensor apart into one part', () => {
  // This test stands first: it shows the fault, before a device is chosen through Thaw.
  test('is not there in TensorFlow.js', async () => {
    tf.enableProdMode(); // in which cpu greets nobody
    await tf.setBackend('cpu');
    for (const way of Object.values(ways)) {
      expect(() => tf.grad(way)(tf.ones([3, 1]))).toThrow(/must be a `Tensor\[\]`|at least one tensor/);
    }
  });

  test.each(Object.entries(ways))('%s: is that of the part, and leaves nothing behind', async (_, way) => {
    await ensureDevice();
    const x = tf.tensor2d([1, -2, 3], [3, 1]);
    await expectClose(tf.grad(way)(x), [[2], [-4], [6]], 0);
    await expectNoLeak(() => tf.grad(way)(x).dispose());
  });
});
