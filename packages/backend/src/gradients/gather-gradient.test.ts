import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { beforeEach, describe, expect, test } from 'vitest';

import { ensureDevice, Random, tf } from '../index.ts';
import { registerMissingKernels } from '../kernels/missing-kernels.ts';

const best = (x: tf.Tensor): tf.Tensor => tf.gather(x, tf.argMax(x, 0).reshape([1])).sum();

describe('the gradient of gathering', () => {
  // This test stands first: it shows the fault, before a device is chosen through Thaw.
  test('of TensorFlow.js fails where the indices come from the same numbers', async () => {
    tf.enableProdMode(); // in which cpu greets nobody
    await tf.setBackend('cpu');
    expect(() => tf.grad(best)(tf.tensor1d([1, 3, 2]))).toThrow("must have 'float32' dtype, but has 'int32'");
  });

  describe('in Thaw', () => {
    beforeEach(async () => {
      registerMissingKernels((await ensureDevice()).name);
    });

    test('adds up where a number was taken from, as often as it was', async () => {
      await expectClose(tf.grad(best)(tf.tensor1d([1, 3, 2])), tf.tensor1d([0, 1, 0]), 0);
      const twice = tf.tensor1d([2, 0, 2], 'int32');
      await expectClose(tf.grad((x: tf.Tensor) => tf.gather(x, twice).sum())(tf.ones([3])), [1, 0, 2], 0);
    });

    test.each([
      { shape: [4, 3], indices: [2, 3], axis: 0, batchDims: 0 },
      { shape: [2, 4, 3], indices: [5], axis: -2, batchDims: 0 },
      { shape: [2, 3], indices: [2, 2], axis: 1, batchDims: 0 },
      { shape: [2, 4, 3], indices: [2, 5], axis: 1, batchDims: 1 },
      { shape: [2, 3, 4, 2], indices: [2, 5], axis: 2, batchDims: 1 },
      { shape: [2, 3, 4, 2], indices: [2, 3, 2], axis: 2, batchDims: 2 },
    ])('equals central differences: $indices of $shape along $axis, batches $batchDims', async (one) => {
      const { shape, indices, axis, batchDims } = one;
      const x = tf.tensor(new Random(1).normal(tf.util.sizeFromShape(shape)), shape);
      const own = (axis + shape.length) % shape.length;
      const ids = new Random(2).integers(tf.util.sizeFromShape(indices), shape[own]!);
      const places: tf.Tensor = tf.tensor(ids, indices, 'int32');
      await checkGradient(
        (a) =>
          tf
            .gather(a!, places as tf.Tensor1D, axis, batchDims)
            .square()
            .sum(),
        [x],
      );
    });

    test('leaves no tensor behind', async () => {
      const x = tf.tensor1d([1, 3, 2]);
      await expectNoLeak(() => tf.grad(best)(x).dispose());
    });
  });
});
