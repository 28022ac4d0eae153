import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { describe, expect, test } from 'vitest';

import { ensureDevice, Random, tf } from '../index.ts';

const odd = (x: tf.Tensor): tf.Tensor =>
  tf
    .stridedSlice(x, [5], [0], [-2])
    .mul(tf.tensor1d([1, 10, 100]))
    .sum();

describe('the gradient of a slice with strides', () => {
  // This test stands first: it shows the fault, before a device is chosen through Thaw.
  test('is not there in TensorFlow.js', async () => {
    tf.enableProdMode(); // in which cpu greets nobody
    await tf.setBackend('cpu');
    expect(() => tf.grad(odd)(tf.ones([6]))).toThrow('gradient function not found for StridedSlice');
  });

  test('goes back to where the numbers were taken from', async () => {
    await ensureDevice();
    await expectClose(tf.grad(odd)(tf.ones([6])), tf.tensor1d([0, 100, 0, 10, 0, 1]), 0);
  });

  test.each<[string, (x: tf.Tensor) => tf.Tensor]>([
    ['by twos and threes', (x) => tf.stridedSlice(x, [0, 1, 0], [3, 4, 5], [2, 1, 3])],
    ['backwards', (x) => tf.stridedSlice(x, [2, 3, 4], [0, 0, 1], [-1, -2, -1])],
    ['masks of begin and end', (x) => tf.stridedSlice(x, [1, 1, 1], [2, 2, 2], [1, 2, 2], 0b100, 0b110)],
    [
      'an axis gone, a new one',
      (x) => tf.stridedSlice(x, [1, 0, 1], [2, 1, 3], [1, 1, 1], 0, 0, 0, 0b010, 0b001),
    ],
    ['all other axes', (x) => tf.stridedSlice(x, [0, 1], [3, 5], [1, 2], 0, 0, 0b001)],
    ['nothing', (x) => tf.stridedSlice(x, [2, 0, 0], [2, 4, 5], [1, 1, 1])],
  ])('equals central differences: %s', async (_, f) => {
    const x = tf.tensor(new Random(1).normal(60), [3, 4, 5]);
    await checkGradient((a) => tf.add(f(a!).square().sum(), a!.sum()), [x]);
  });

  test('leaves no tensor behind', async () => {
    const x = tf.ones([6]);
    await expectNoLeak(() => tf.tidy(() => tf.grad(odd)(x)).dispose());
  });
});
