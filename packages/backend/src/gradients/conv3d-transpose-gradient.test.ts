import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { beforeEach, describe, expect, test } from 'vitest';

import { ensureDevice, Random, tf } from '../index.ts';
import { registerMissingKernels } from '../kernels/missing-kernels.ts';

const draw = (seed: number, ...shape: number[]): tf.Tensor =>
  tf.tensor(new Random(seed).normal(tf.util.sizeFromShape(shape)), shape);
const spread = (x: tf.Tensor, w: tf.Tensor): tf.Tensor =>
  tf.conv3dTranspose(x as tf.Tensor5D, w as tf.Tensor5D, [1, 1, 1, 4, 1], [1, 1, 2], 'valid').mul(tf.tensor([1, 10, 100, 1000], [1, 1, 1, 4, 1])).sum(); // prettier-ignore
const given = (): tf.Tensor[] => [tf.tensor([5, 7], [1, 1, 1, 2, 1]), tf.tensor([1, 2], [1, 1, 2, 1, 1])];

describe('the gradient of a transposed 3D convolution', () => {
  // This test stands first: it shows the fault, before a device is chosen through Thaw.
  test('is not there in TensorFlow.js', async () => {
    tf.enableProdMode(); // in which cpu greets nobody
    await tf.setBackend('cpu');
    expect(() => tf.grads(spread)(given())).toThrow('gradient function not found for Conv3DBackpropInputV2');
  });

  describe('in Thaw', () => {
    beforeEach(async () => {
      registerMissingKernels((await ensureDevice()).name);
    });

    test('gathers what each number was spread to', async () => {
      const [x, w] = tf.grads(spread)(given());
      await expectClose(x!, Float32Array.of(21, 2100), 1e-6);
      await expectClose(w!, Float32Array.of(705, 7050), 1e-6);
    });

    test.each([1, 2])('equals central differences: strides %i', async (strides) => {
      const inputs = [draw(1, 1, 2, 3, 2, 2), draw(2, 3, 2, 3, 2, 2)];
      const shape: [number, number, number, number, number] = [1, 2 * strides, 3 * strides, 2 * strides, 2];
      await checkGradient(
        (x, w) =>
          tf
            .conv3dTranspose(x as tf.Tensor5D, w as tf.Tensor5D, shape, strides, 'same')
            .square()
            .mean(),
        inputs,
      );
    });

    test('leaves no tensor behind', async () => {
      const inputs = given();
      await expectNoLeak(() => tf.tidy(() => void tf.grads(spread)(inputs)));
    });
  });
});
