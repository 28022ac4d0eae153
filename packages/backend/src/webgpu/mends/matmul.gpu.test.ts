import { checkGradient, expectClose, expectNoLeak, type GpuErrors, watchGpuErrors } from '@thaw/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { Random, ShapeError, tf, useDevice } from '../../index.ts';
import { completeWebGPU } from '../complete-webgpu.ts';
import { stock } from '../survey/stock.ts';

let errors: GpuErrors;
beforeAll(async () => {
  await useDevice('webgpu');
  completeWebGPU();
  errors = watchGpuErrors();
});
afterAll(() => errors.expectNone());

const draw = (seed: number, ...shape: number[]): tf.Tensor =>
  tf.tensor(new Random(seed).normal(shape.reduce((size, length) => size * length, 1)), shape).mul(1);
/** The product as a sum of products, which no kernel of matrices computes. */
const composed = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => a.expandDims(-1).mul(b.expandDims(-3)).sum(-2);
const turn = (x: tf.Tensor): tf.Tensor => {
  const axes = x.shape.map((_, axis) => axis);
  return tf.transpose(x, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
};
const distinct = async (runs: number, compute: () => tf.Tensor): Promise<number> => {
  const found = new Set<string>();
  for (let run = 0; run < runs; run++) {
    const y = compute();
    found.add((await y.data()).join());
    y.dispose();
  }
  return found.size;
};

describe('in TensorFlow.js', () => {
  test('a long product with a transposed second matrix is wrong', async () => {
    const [a, b] = [draw(1, 16, 2500), draw(2, 16, 2500)];
    const product = stock('BatchMatMul', { a, b }, { transposeA: false, transposeB: true });
    const difference = tf.max(tf.abs(product.sub(composed(a, turn(b)))));
    expect((await difference.data())[0]).toBeGreaterThan(1);
  });

  test('batches broadcast against each other are refused', () => {
    const [a, b] = [draw(1, 2, 1, 4, 5), draw(2, 1, 3, 5, 4)];
    expect(() => stock('BatchMatMul', { a, b }, { transposeA: false, transposeB: false })).toThrow(
      'must match the product of shape',
    );
  });
});

test('a case by hand, and of nothing between', async () => {
  await expectClose(tf.matMul([[1, 2]], [[3], [4]]), [[11]], 0);
  await expectClose(tf.matMul(tf.ones([2, 0]), tf.ones([0, 3])), tf.zeros([2, 3]), 0);
});

test.each([
  { a: [16, 2500], b: [2500, 16] },
  { a: [20, 2001], b: [2001, 17] },
  { a: [40, 5003], b: [5003, 33] },
  { a: [2, 1, 4, 5], b: [1, 3, 5, 4] },
  { a: [2, 3, 1, 4, 40], b: [3, 5, 40, 7] },
  { a: [2, 3, 33, 40], b: [2, 1, 40, 35] },
  { a: [65_537, 1, 2], b: [65_537, 2, 1] },
])('$a · $b, either transposed', async ({ a, b }) => {
  const [x, y] = [draw(1, ...a), draw(2, ...b)];
  const expected = composed(x, y);
  await expectClose(tf.matMul(x, y), expected, 1e-5);
  await expectClose(tf.matMul(turn(x), y, true), expected, 1e-5);
  await expectClose(tf.matMul(x, turn(y), false, true), expected, 1e-5);
  await expectClose(tf.matMul(turn(x), turn(y), true, true), expected, 1e-5);
});

test('a weight gradient over thousands of rows has the same bits in 20 runs of 20', async () => {
  const [x, dy] = [draw(1, 4096, 48), draw(2, 4096, 32)];
  expect(await distinct(20, () => tf.matMul(x, dy, true))).toBe(1);
});

test('a convolution over a whole deep image has the same bits in 20 runs of 20', async () => {
  const [x, filter] = [draw(1, 20, 4, 4, 160), draw(2, 4, 4, 160, 16)];
  const compute = (): tf.Tensor => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'valid');
  expect(await distinct(20, compute)).toBe(1);
  const flat = composed(x.reshape([20, 2560]), filter.reshape([2560, 16]));
  await expectClose(compute().reshape([20, 16]), flat, 1e-5);
});

test.each(['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'] as const)(
  'with a bias and %s',
  async (activation) => {
    const [a, b, bias, slope] = [
      draw(1, 16, 2500).div(25),
      draw(2, 2500, 16).div(2),
      draw(3, 16),
      draw(4, 16),
    ];
    const before = composed(a, b).add(bias);
    const expected = {
      linear: () => before,
      relu: () => tf.relu(before),
      relu6: () => tf.relu6(before),
      elu: () => tf.elu(before),
      sigmoid: () => tf.sigmoid(before),
      leakyrelu: () => tf.leakyRelu(before, 0.3),
      prelu: () => tf.prelu(before, slope),
    }[activation]();
    const fused = tf.fused.matMul({
      a,
      b: turn(b),
      transposeB: true,
      bias,
      activation,
      leakyreluAlpha: 0.3,
      preluActivationWeights: slope,
    });
    await expectClose(fused, expected, 1e-5);
  },
);

test('the gradients equal central differences where batches are broadcast', async () => {
  const [a, b] = [draw(1, 2, 1, 2, 3), draw(2, 1, 3, 3, 2)];
  await checkGradient((x, y) => tf.matMul(x!, y!).square().mean(), [a, b]);
});

test('shapes that do not fit', () => {
  expect(() => tf.engine().runKernel('BatchMatMul', { a: tf.ones([2, 3]), b: tf.ones([2, 3]) })).toThrow(
    new ShapeError(
      'matMul: the first must have as many columns as the second has rows, got shapes [2, 3] and [2, 3].',
    ),
  );
});

test('leaves no tensor behind', async () => {
  const [a, b] = [draw(1, 16, 2500), draw(2, 16, 2500)];
  await expectNoLeak(() => tf.matMul(a, b, false, true).dispose());
  await expectNoLeak(() => tf.fused.matMul({ a, b, transposeB: true, activation: 'relu' }).dispose());
});
