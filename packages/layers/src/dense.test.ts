import { ensureDevice, seed, tf } from '@thaw/backend';
import { constant, type Initializer, relu } from '@thaw/core';
import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Dense } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const counting: Initializer = (shape) =>
  Float32Array.from({ length: shape[0]! * shape[1]! }, (_, i) => i + 1);

test('x·W + b by hand, then the activation', async () => {
  const options = { kernelInitializer: counting, biasInitializer: constant(-10) }; // W = [[1, 2, 3], [4, 5, 6]]
  const x = tf.tensor2d([
    [1, 1],
    [2, 0],
  ]);
  await expectClose(
    new Dense(2, 3, options).forward(x),
    [
      [-5, -3, -1],
      [-8, -6, -4],
    ],
    0,
  );
  await expectClose(
    new Dense(2, 3, { ...options, activation: relu, biasInitializer: constant(-6) }).forward(x),
    [
      [0, 1, 3],
      [0, 0, 0],
    ],
    0,
  );
  await expectClose(
    new Dense(2, 3, { kernelInitializer: counting, useBias: false }).forward(x),
    [
      [5, 7, 9],
      [2, 4, 6],
    ],
    0,
  );
});

test('each row over time is what it would be alone', async () => {
  const layer = new Dense(2, 3, { kernelInitializer: counting });
  const x = tf.tensor3d([
    [
      [1, 1],
      [2, 0],
    ],
    [
      [0, 1],
      [-1, 3],
    ],
  ]);
  await expectClose(layer.forward(x), await layer.forward(x.reshape([4, 2])).data(), 0);
});

test('kernels are Glorot uniform and biases zero; the same seed gives the same layer, the next another', async () => {
  seed(7);
  const [first, second] = [new Dense(30, 20), new Dense(30, 20)];
  seed(7);
  const again = new Dense(30, 20);
  const values = await first.kernel.data();
  expect(await again.kernel.data()).toEqual(values);
  expect(await second.kernel.data()).not.toEqual(values);
  expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(Math.sqrt(6 / 50));
  expect(await first.bias!.data()).toEqual(new Float32Array(20));
});
