import { ArgumentError, ensureDevice, Random, seed, ShapeError, tf } from '@thaw/backend';
import { fit, fromPyTorch, load, meanSquaredError, type Optimizer, relu, summary } from '@thaw/core';
import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Bilinear } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const zeros = (...shape: number[]): tf.Tensor => tf.zeros(shape);

test('each pair of numbers counts as its weight says', async () => {
  const layer = new Bilinear(2, 2, 2, { activation: relu });
  // A₁ pairs like with like, A₂ the first of the one with the second of the other, less; kernel[j, i, k] is A_k[i, j]
  layer.kernel.assign(Float32Array.of(1, 0, 0, 0, 0, -1, 1, 0));
  layer.bias!.assign(Float32Array.of(0.5, 20));
  const [first, second] = [tf.tensor2d([[1, 2]]), tf.tensor2d([[10, 30]])];
  await expectClose(layer.forward({ first, second }), [[70.5, 0]], 0);
  const over = { first: first.reshape([1, 1, 2]), second: second.reshape([1, 1, 2]) };
  await expectClose(layer.forward(over), [[[70.5, 0]]], 0);
});

test('it reads the weights of PyTorch', async () => {
  const layer = new Bilinear(2, 2, 1);
  const weight = { shape: [1, 2, 2], data: Float32Array.of(0, 1, 0, 0) }; // the first of the one with the second of the other
  const stored = new Map([['weight', weight], ['bias', { shape: [1], data: Float32Array.of(5) }]]); // prettier-ignore
  await load(layer, stored, { convert: fromPyTorch(layer) });
  const input = { first: tf.tensor2d([[2, 3]]), second: tf.tensor2d([[10, 100]]) };
  await expectClose(layer.forward(input), [[205]], 0);
});

test('fit hands it both inputs by name: it learns the inner product, and nothing is left behind', async () => {
  const random = new Random(2);
  const [first, second] = [random.normal(64 * 3), random.normal(64 * 3)];
  const target = Float32Array.from({ length: 64 }, (_, row) =>
    [0, 1, 2].reduce((sum, i) => sum + first[3 * row + i]! * second[3 * row + i]!, 0),
  );
  const array = (data: Float32Array, width: number): { data: Float32Array; shape: number[] } => ({
    data,
    shape: [64, width],
  });
  const batch = { input: { first: array(first, 3), second: array(second, 3) }, target: array(target, 1) };
  const learn = async (epochs: number): Promise<Float32Array> => {
    seed(1);
    const layer = new Bilinear(3, 3, 1);
    const optimizer = tf.train.adam(0.1);
    await fit(layer, [batch], { loss: meanSquaredError, optimizer: optimizer as Optimizer, epochs });
    const kernel = (await layer.kernel.data()) as Float32Array;
    layer.dispose();
    optimizer.dispose();
    return kernel;
  };
  await expectClose(tf.tensor(await learn(100)), Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1), 1e-2);
  await expectNoLeak(() => learn(2));
});

test('summary counts its products', () => {
  const layer = new Bilinear(3, 4, 2);
  const input = { first: zeros(5, 3), second: zeros(5, 4) };
  expect(summary(layer, input).flops).toBe(5 * 3 * 4 + 2 * (5 * 3 * 4) * 2);
});

test('error texts', () => {
  const layer = new Bilinear(3, 4, 2);
  const first = zeros(5, 3);
  expect(() => new Bilinear(3, 0, 2)).toThrow(
    new ArgumentError('Bilinear: secondInputs must be a whole number from 1 on, got 0.'),
  );
  expect(() => new Bilinear(3, 4, 2, { bias: false } as never)).toThrow(
    new ArgumentError(
      'Bilinear: there is no option "bias"; the options are activation, useBias, kernelInitializer, biasInitializer.',
    ),
  );
  expect(() => layer.forward(first as never)).toThrow(
    new ShapeError(
      'Bilinear: expected two inputs, { first: [batch, …, 3], second: [batch, …, 4] }, got a tensor [5, 3].',
    ),
  );
  expect(() => layer.forward({ first, second: zeros(6, 4) })).toThrow(
    new ShapeError(
      'Bilinear: expected inputs [batch, …, 3] and [batch, …, 4] with as many rows, got [5, 3] and [6, 4]; its first two arguments say how long their rows are.',
    ),
  );
});
