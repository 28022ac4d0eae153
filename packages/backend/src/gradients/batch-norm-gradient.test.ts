import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { describe, expect, test } from 'vitest';

import { ensureDevice, Random, tf } from '../index.ts';

type Vector = tf.Tensor1D;
// x, mean, variance, offset and scale, of two channels; all but x shaped like an image.
const normalized = (...[x, mean, variance, offset, scale]: tf.Tensor[]): tf.Tensor =>
  tf.batchNorm(x!, mean as Vector, variance as Vector, offset as Vector, scale as Vector, 0).sum();
const given = (): tf.Tensor[] => [
  tf.ones([2, 1, 2, 2]),
  tf.zeros([1, 1, 1, 2]),
  tf.fill([1, 1, 1, 2], 4),
  tf.zeros([1, 1, 1, 2]),
  tf.ones([1, 1, 1, 2]),
];

describe('the gradient of a batch normalization by a mean and variance that are given', () => {
  // This test stands first: it shows the fault, before a device is chosen through Thaw.
  test('fails in TensorFlow.js where these are shaped like images', async () => {
    tf.enableProdMode(); // in which cpu greets nobody
    await tf.setBackend('cpu');
    expect(() => tf.grads(normalized)(given())).toThrow('must match the product of shape 1,1,1,2');
  });

  test('is that of (x − mean) / √variance', async () => {
    await ensureDevice();
    const [x, mean, variance, offset, scale] = tf.grads(normalized)(given());
    await expectClose(x!, tf.fill([2, 1, 2, 2], 0.5), 1e-6);
    await expectClose(mean!, tf.fill([1, 1, 1, 2], -2), 1e-6); // four pixels, each −1/2
    await expectClose(variance!, tf.fill([1, 1, 1, 2], -0.25), 1e-6); // four pixels, each −1/2 · 4^−1.5
    await expectClose(offset!, tf.fill([1, 1, 1, 2], 4), 1e-6);
    await expectClose(scale!, tf.fill([1, 1, 1, 2], 2), 1e-6); // four pixels, each 1/2
  });

  test.each([[[3]], [[1, 1, 1, 3]], [[2, 2, 2, 3]]])('equals central differences: by %j', async (own) => {
    const [random, size] = [new Random(1), tf.util.sizeFromShape(own)];
    const vectors = [
      random.normal(size),
      random.uniform(size, 0.5, 2),
      random.normal(size),
      random.normal(size),
    ];
    const inputs = [
      tf.tensor(random.normal(24), [2, 2, 2, 3]),
      ...vectors.map((values) => tf.tensor(values, own)),
    ];
    await checkGradient(
      (...[x, mean, variance, offset, scale]) =>
        tf
          .batchNorm(x!, mean as Vector, variance as Vector, offset as Vector, scale as Vector, 0.01)
          .square()
          .sum(),
      inputs,
    );
  });

  test('leaves no tensor behind', async () => {
    const inputs = given();
    await expectNoLeak(() => tf.dispose(tf.grads(normalized)(inputs)));
  });
});
