import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { describe, expect, test } from 'vitest';

import { ensureDevice, Random, tf } from '../index.ts';
import { registerMissingKernels } from '../kernels/missing-kernels.ts';

const draw = (seed: number, ...shape: number[]): tf.Tensor =>
  tf.tensor(new Random(seed).normal(tf.util.sizeFromShape(shape)), shape);
const places = (...rows: number[][]): tf.Tensor => tf.tensor2d(rows, undefined, 'int32');
const weighed = (x: tf.Tensor): tf.Tensor => x.mul(tf.tensor1d([1, 10, 100, 1000])).sum();

describe('the gradient of putting numbers where indices say', () => {
  // This test stands first: it shows the fault, before a device is chosen through Thaw.
  test('is not there in TensorFlow.js', async () => {
    tf.enableProdMode(); // in which cpu greets nobody
    await tf.setBackend('cpu');
    const put = (x: tf.Tensor): tf.Tensor => tf.scatterND(places([2]), x, [4]).sum();
    expect(() => tf.grad(put)(tf.ones([1]))).toThrow('gradient function not found for ScatterNd');
    const update = (x: tf.Tensor): tf.Tensor => tf.tensorScatterUpdate(tf.zeros([4]), places([2]), x).sum();
    expect(() => tf.grad(update)(tf.ones([1]))).toThrow('not found for TensorScatterUpdate');
    const dense = (x: tf.Tensor): tf.Tensor => tf.sparseToDense(places([2]), x, [4], 0).sum();
    expect(() => tf.grad(dense)(tf.ones([1]))).toThrow('gradient function not found for SparseToDense');
  });

  test('is what came at their places', async () => {
    registerMissingKernels((await ensureDevice()).name);
    const put = (x: tf.Tensor): tf.Tensor => weighed(tf.scatterND(places([3], [1], [3]), x, [4]));
    await expectClose(tf.grad(put)(tf.ones([3])), tf.tensor1d([1000, 10, 1000]), 0);
  });

  test('is nothing for what was overwritten', async () => {
    const update = (x: tf.Tensor, y: tf.Tensor): tf.Tensor =>
      weighed(tf.tensorScatterUpdate(x, places([3], [1]), y));
    const [gx, gy] = tf.grads(update)([tf.ones([4]), tf.ones([2])]);
    await expectClose(gx!, tf.tensor1d([1, 0, 100, 0]), 0);
    await expectClose(gy!, tf.tensor1d([1000, 10]), 0);
  });

  test('of one value for all places is their sum, and the default gets the rest', async () => {
    const indices = tf.tensor1d([3, 1], 'int32');
    const dense = (x: tf.Tensor, y: tf.Tensor): tf.Tensor =>
      weighed(tf.sparseToDense(indices, x, [4], y as tf.Scalar));
    const [gx, gy] = tf.grads(dense)([tf.scalar(2), tf.scalar(5)]);
    await expectClose([gx!, gy!], [1010, 101], 1e-6);
  });

  test('equals central differences', async () => {
    const indices = places([2, 1], [0, 3]);
    await checkGradient((y) => tf.scatterND(indices, y!, [3, 4, 2]).square().sum(), [draw(1, 2, 2)]);
    const inputs = [draw(2, 3, 4, 2), draw(3, 2, 2)];
    await checkGradient((x, y) => tf.tensorScatterUpdate(x!, indices, y!).square().sum(), inputs);
    await checkGradient((y) => tf.sparseToDense(indices, y!, [3, 4], 0).square().sum(), [draw(4, 2)]);
  });

  test('leaves no tensor behind', async () => {
    const [indices, y] = [places([3], [1]), tf.ones([2])];
    await expectNoLeak(() =>
      tf
        .grad((x: tf.Tensor) => tf.scatterND(indices, x, [4]).sum())(y)
        .dispose(),
    );
  });
});
