import '@tensorflow/tfjs-backend-wasm'; // registers the stock kernels, before Thaw's own replace them
import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { Random, ShapeError, tf, useDevice } from '../index.ts';

const stock = tf.getKernel('BatchMatMul', 'wasm')!;

beforeAll(async () => {
  await useDevice('wasm');
});

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

function draw(seed: number, shape: readonly number[]): tf.Tensor {
  return tf.tensor(new Random(seed).normal(sizeOf(shape)), [...shape]);
}

/** Matrices row by row, either of them transposed: the product in float64, by its definition. */
function product(a: tf.Tensor, b: tf.Tensor): { values: Float64Array; shape: number[] } {
  const [m, k, n] = [a.shape.at(-2)!, a.shape.at(-1)!, b.shape.at(-1)!];
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const [x, y] = [a, b].map((t) => tf.broadcastTo(t, [...batch, ...t.shape.slice(-2)]).dataSync());
  const values = new Float64Array(sizeOf(batch) * m * n);
  for (let i = 0; i < values.length; i++) {
    const [pair, row, column] = [Math.floor(i / (m * n)), Math.floor(i / n) % m, i % n];
    for (let step = 0; step < k; step++) {
      values[i]! += x![(pair * m + row) * k + step]! * y![(pair * k + step) * n + column]!;
    }
  }
  return { values, shape: [...batch, m, n] };
}

const swapped = (shape: readonly number[]): number[] => [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!];
const swapLast = (x: tf.Tensor): tf.Tensor => {
  if (x.size === 0) return x.reshape(swapped(x.shape)); // the transpose of TensorFlow.js divides by zero
  const axes = x.shape.map((_, axis) => axis);
  return x.transpose([...axes.slice(0, -2), x.rank - 1, x.rank - 2]);
};

// [shape of a, shape of b] before either is transposed; sizes around tiles of 4x8 and blocks of 128, 1024 and 256.
const shapes: [number[], number[]][] = [
  [[1, 1], [1, 1]],
  [[4, 3], [3, 8]],
  [[5, 7], [7, 9]],
  [[3, 255], [255, 1]],
  [[129, 257], [257, 5]],
  [[2, 300], [300, 1030]],
  [[131, 33], [33, 17]],
  [[6, 5, 3], [6, 3, 11]],
  [[6, 5, 3], [1, 3, 11]],
  [[1, 5, 3], [6, 3, 11]],
  [[6, 5, 3], [3, 11]],
  [[5, 3], [2, 6, 3, 4]],
  [[2, 3, 5, 4], [2, 3, 4, 9]],
  [[2, 1, 5, 4], [2, 3, 4, 9]],
  [[2, 3, 5, 4], [1, 3, 4, 9]],
  [[2, 1, 5, 4], [1, 3, 4, 9]],
  [[0, 5, 3], [0, 3, 2]],
  [[5, 0], [0, 2]],
]; // prettier-ignore

describe.each(shapes)('the product of %o and %o', (a, b) => {
  test.each([
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ])('transposed %o, %o, is the sum of products', async (transposeA, transposeB) => {
    const [x, y] = [draw(1, transposeA ? swapped(a) : a), draw(2, transposeB ? swapped(b) : b)];
    const { values, shape } = product(transposeA ? swapLast(x) : x, transposeB ? swapLast(y) : y);
    const result = tf.matMul(x, y, transposeA, transposeB);
    expect(result.shape).toEqual(shape);
    await expectClose(result, values, 1e-5);
  });
});

test('the stock kernel takes the wrong matrices where batches are broadcast along an inner axis', () => {
  const [a, b] = [tf.tensor4d([1, 2], [2, 1, 1, 1]), tf.tensor4d([1, 1, 1], [1, 3, 1, 1])];
  const inputs = { a, b };
  const attrs = { transposeA: false, transposeB: false };
  const info = stock.kernelFunc({
    inputs,
    attrs,
    backend: tf.backend(),
  } as unknown as Parameters<tf.KernelFunc>[0]);
  const values = tf
    .engine()
    .makeTensorFromTensorInfo(info as tf.TensorInfo)
    .dataSync();
  expect(Array.from(values)).not.toEqual([1, 1, 1, 2, 2, 2]);
  expect(Array.from(tf.matMul(a, b).dataSync())).toEqual([1, 1, 1, 2, 2, 2]);
});

test('NaN and infinity reach the sums they belong to, and no others', () => {
  const a = tf.tensor2d([[NaN, 1], [Infinity, 1], [2, 3]]); // prettier-ignore
  expect(Array.from(tf.matMul(a, tf.ones([2, 1])).dataSync())).toEqual([NaN, Infinity, 5]);
});

test('the same product has the same bits, alone and as one of many', async () => {
  const [a, b] = [draw(1, [7, 300]), draw(2, [300, 13])];
  const alone = await tf.matMul(a, b).data();
  const many = tf.matMul(tf.stack([draw(3, [7, 300]), a]), tf.stack([draw(4, [300, 13]), b]));
  expect((await many.data()).slice(7 * 13)).toEqual(alone);
});

test('whole numbers are left to TensorFlow.js, which refuses them on wasm', () => {
  const whole = tf.tensor2d([1, 2, 3, 4], [2, 2], 'int32');
  expect(() => tf.matMul(whole, whole)).toThrow('BatchMatMul for non non-float32 tensors not yet supported.');
});

test('the memory may grow under it', async () => {
  const [a, b] = [tf.ones([600, 600]), tf.ones([600, 600])];
  const kept: tf.Tensor[] = [];
  for (let i = 0; i < 30; i++) kept.push(tf.matMul(a, b)); // 1.4 MB each, past what there was
  for (const result of kept) expect(result.min().dataSync()[0]).toBe(600);
  tf.dispose(kept);
});

test('has the gradient of its central differences where batches are broadcast along inner axes', async () => {
  const inputs = [draw(1, [2, 1, 2, 3]), draw(2, [1, 3, 3, 2])];
  await checkGradient((x, y) => tf.matMul(x!, y!).square().mean(), inputs);
});

test('leaves no tensor behind', async () => {
  const [a, b] = [draw(1, [3, 5, 4]), draw(2, [4, 6])];
  await expectNoLeak(() => tf.matMul(a, b).dispose());
});

test('matrices that do not fit are refused', () => {
  expect(() => tf.matMul(tf.ones([1, 7]), tf.ones([1, 2]), false, true)).toThrow(
    new ShapeError(
      'matMul: the first must have as many columns as the second has rows, got shapes [1, 7] and [1, 2] transposed.',
    ),
  );
});
