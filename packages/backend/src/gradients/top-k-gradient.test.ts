import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { describe, expect, test } from 'vitest';

import { ensureDevice, Random, tf } from '../index.ts';

const two = (x: tf.Tensor): tf.Tensor =>
  tf
    .topk(x, 2)
    .values.mul(tf.tensor1d([1, 3]))
    .sum();

describe('the gradient of the k largest', () => {
  // This test stands first: it shows the fault, before a device is chosen through Thaw.
  test('is not there in TensorFlow.js', async () => {
    tf.enableProdMode(); // in which cpu greets nobody
    await tf.setBackend('cpu');
    expect(() => tf.grad(two)(tf.tensor1d([5, 9, 7]))).toThrow('gradient function not found for TopK');
  });

  test('goes to where they stood', async () => {
    await ensureDevice();
    const rows = tf.tensor2d([5, 9, 7, 8, 2, 4], [2, 3]);
    await expectClose(tf.grad(two)(rows), Float32Array.of(0, 1, 3, 1, 0, 3), 0);
  });

  test.each([
    { shape: [7], k: 3 },
    { shape: [2, 3, 5], k: 2 },
    { shape: [4, 1], k: 1 },
  ])(
    'equals central differences: $k of $shape, values weighed by gates of the same',
    async ({ shape, k }) => {
      const x = tf.tensor(new Random(1).normal(tf.util.sizeFromShape(shape)), shape);
      const gated = (a?: tf.Tensor): tf.Tensor => {
        const { values, indices } = tf.topk(a!, k);
        return tf.mul(tf.softmax(values), indices.toFloat().add(1)).add(values.square()).sum();
      };
      await checkGradient(gated, [x], { step: 1e-3 });
    },
  );

  test('leaves no tensor behind', async () => {
    const x = tf.tensor1d([5, 9, 7]);
    await expectNoLeak(() => tf.grad(two)(x).dispose());
  });
});
