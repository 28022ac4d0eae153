import { ensureDevice, Random, seed, tf } from '@thaw/backend';
import { fit, meanSquaredError, type Optimizer, selu, Sequential, tanh } from '@thaw/core';
import { expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import {
  AlphaDropout,
  BatchNormalization,
  Dense,
  DropConnect,
  GaussianNoise,
  GroupNormalization,
  SpectralNormalization,
  StochasticDepth,
  WeightNormalization,
} from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const build = (): Sequential => {
  seed(1);
  return new Sequential([
    new GaussianNoise(0.01),
    new WeightNormalization(new Dense(2, 8, { activation: tanh })),
    new BatchNormalization(8, { momentum: 0.9 }),
    new SpectralNormalization(new Dense(8, 8, { activation: selu })),
    new AlphaDropout(0.05),
    new StochasticDepth(new Dense(8, 8, { activation: tanh }), { rate: 0.1, mode: 'row' }),
    new GroupNormalization(8, { groups: 2 }),
    new DropConnect(new Dense(8, 1), { rate: 0.05 }),
  ]);
};

const input = new Random(2).uniform(64 * 2, -1, 1);
const target = Float32Array.from({ length: 64 }, (_, i) => input[2 * i]! * input[2 * i + 1]!);

test('a network of them learns a product by fit, its moving means move, and nothing is left behind', async () => {
  const learn = async (epochs: number): Promise<[error: number, moved: number]> => {
    const model = build();
    const x = tf.tensor2d(input, [64, 2]);
    const y = tf.tensor2d(target, [64, 1]);
    const optimizer = tf.train.adam(0.02);
    await fit(model, [{ input: x, target: y }], {
      loss: meanSquaredError,
      optimizer: optimizer as Optimizer, // TensorFlow.js says of its own Adam that it takes variables
      epochs,
      random: new Random(3),
    });
    const error = tf.tidy(() => meanSquaredError(model.forward(x), y).dataSync()[0]!);
    const moved = Math.hypot(...(await model.buffers().get('layers.2.movingMean')!.data()));
    model.dispose();
    optimizer.dispose();
    tf.dispose([x, y]);
    return [error, moved];
  };
  const [error, moved] = await learn(150);
  expect(error).toBeLessThan(1 / 36); // a quarter of the product's variance, 1/9
  expect(moved).toBeGreaterThan(0);
  await expectNoLeak(() => learn(2));
});
