import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { describe, expect, test } from 'vitest';

import { ensureDevice, Random, tf } from '../index.ts';

const deep = (x: tf.Tensor): tf.Tensor => tf.depthToSpace(x as tf.Tensor4D, 2);
const flipped = (x: tf.Tensor): tf.Tensor => tf.image.flipLeftRight(x as tf.Tensor4D);
const count = (values: number[], shape: number[]): tf.Tensor => tf.tensor(values, shape, 'int32');

describe('the gradients of depthToSpace, diag, flipLeftRight and denseBincount', () => {
  // This test stands first: it shows the fault, before a device is chosen through Thaw.
  test.each([
    ['DepthToSpace', deep],
    ['Diag', tf.diag],
    ['FlipLeftRight', flipped],
  ] as const)('are not there in TensorFlow.js: %s', async (kernel, f) => {
    tf.enableProdMode(); // in which cpu greets nobody
    await tf.setBackend('cpu');
    expect(() => tf.grad((x: tf.Tensor) => f(x).sum())(tf.ones([1, 1, 1, 4]))).toThrow(
      `gradient function not found for ${kernel}`,
    );
  });

  test('go back to where the numbers stood', async () => {
    await ensureDevice();
    const weights = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
    await expectClose(tf.grad((x: tf.Tensor) => deep(x).mul(weights).sum())(tf.ones([1, 1, 1, 4])), Float32Array.of(1, 2, 3, 4), 0); // prettier-ignore
    await expectClose(tf.grad((x: tf.Tensor) => flipped(x).mul(weights).sum())(tf.ones([1, 2, 2, 1])), Float32Array.of(2, 1, 4, 3), 0); // prettier-ignore
    await expectClose(tf.grad((x: tf.Tensor) => tf.diag(x).mul([[1, 2], [3, 4]]).sum())(tf.ones([2])), Float32Array.of(1, 4), 0); // prettier-ignore
  });

  test('give each weight what came to its bin, and nothing beyond the last', async () => {
    const counted = (w: tf.Tensor): tf.Tensor =>
      tf
        .denseBincount(count([1, 0, 5, 1], [4]) as tf.Tensor1D, w as tf.Tensor1D, 2)
        .mul([10, 1])
        .sum();
    await expectClose(tf.grad(counted)(tf.ones([4])), Float32Array.of(1, 10, 0, 1), 0);
  });

  test('equal central differences', async () => {
    const draw = (...shape: number[]): tf.Tensor =>
      tf.tensor(new Random(1).normal(tf.util.sizeFromShape(shape)), shape);
    await checkGradient(
      (x) =>
        deep(x!)
          .mul(draw(2, 4, 6, 2))
          .square()
          .sum(),
      [draw(2, 2, 3, 8)],
    );
    await checkGradient(
      (x) =>
        flipped(x!)
          .mul(draw(2, 3, 4, 2))
          .square()
          .sum(),
      [draw(2, 3, 4, 2)],
    );
    await checkGradient(
      (x) =>
        tf
          .diag(x!)
          .mul(draw(2, 3, 2, 3))
          .square()
          .sum(),
      [draw(2, 3)],
    );
  });

  test('leave no tensor behind', async () => {
    const x = tf.ones([1, 1, 1, 4]);
    await expectNoLeak(() => tf.tidy(() => tf.grad((a: tf.Tensor) => deep(a).sum())(x)).dispose());
  });
});
