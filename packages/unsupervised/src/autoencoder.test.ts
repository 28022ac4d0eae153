import { ensureDevice, Random, tf } from '@thaw/backend';
import { binaryCrossentropy, fit, linear, meanSquaredError, seed } from '@thaw/core';
import { Dense } from '@thaw/layers';
import { expectClose, gradientDescent } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Autoencoder, DenoisingAutoencoder, gaussianNoise, maskingNoise, reconstruction } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const fixed = (inputs: number, units: number, weights: number[]): Dense =>
  new Dense(inputs, units, {
    useBias: false,
    activation: linear,
    kernelInitializer: () => Float32Array.from(weights),
  });
const halves = () => [fixed(2, 1, [1, 2]), fixed(1, 2, [3, -1])] as const;
const input = () =>
  tf.tensor2d([
    [1, 1],
    [0, -1],
  ]);

test('code, output and loss by hand', async () => {
  const model = new Autoencoder(...halves());
  await expectClose(model.encode(input()), [[3], [-2]], 1e-6);
  await expectClose(model.decode(tf.tensor2d([[1]])), [[3, -1]], 1e-6);
  await expectClose(
    model.forward(input()),
    [
      [9, -3],
      [-6, 2],
    ],
    1e-6,
  );
  const batch = { input: input(), target: undefined };
  await expectClose(reconstruction(meanSquaredError)(model, batch, {}), (64 + 16 + 36 + 9) / 4, 1e-6);
  await expectClose(
    reconstruction(binaryCrossentropy)(model, { ...batch, input: tf.ones([1, 2]) }, {}),
    binaryCrossentropy(tf.ones([1, 2]), tf.tensor2d([[9, -3]])),
    1e-6,
  );
});

test('it learns to give back what lies on a line', async () => {
  seed(2);
  const model = new Autoencoder(new Dense(3, 1), new Dense(1, 3));
  const data = Float32Array.from(
    { length: 30 },
    (_, i) => [1, -2, 0.5][i % 3]! * (Math.floor(i / 3) / 5 - 1),
  );
  const options = {
    objective: reconstruction(meanSquaredError),
    optimizer: gradientDescent(0.1),
    epochs: 300,
  };
  const { losses } = await fit(model, [{ input: { data, shape: [10, 3] } }], options);
  expect(losses[0]).toBeGreaterThan(0.1);
  expect(losses.at(-1)).toBeLessThan(1e-3);
});

test('a denoising one sees a damaged input in training, the whole one otherwise, and answers for the whole', async () => {
  const model = new DenoisingAutoencoder(...halves(), (given) => given.mul(0));
  const context = { training: true, random: new Random(1) };
  await expectClose(model.forward(input(), context), tf.zeros([2, 2]), 0);
  await expectClose(
    model.forward(input()),
    [
      [9, -3],
      [-6, 2],
    ],
    1e-6,
  );
  const objective = reconstruction(meanSquaredError);
  await expectClose(objective(model, { input: input(), target: undefined }, context), 3 / 4, 1e-6);
});

test('masking sets its part of the numbers to zero and leaves the others', async () => {
  const values = await maskingNoise(0.3)(tf.fill([100, 100], 7), new Random(1)).data();
  expect(new Set(values)).toEqual(new Set([0, 7]));
  const masked = values.filter((value) => value === 0).length / 10_000;
  expect(Math.abs(masked - 0.3)).toBeLessThan(5 * Math.sqrt((0.3 * 0.7) / 10_000));
});

test('Gaussian noise has mean zero and the deviation it is given', async () => {
  const noise = gaussianNoise(0.5)(tf.fill([100, 100], 7), new Random(1)).sub(7);
  const [mean, deviation] = [
    (await noise.mean().data())[0]!,
    (await noise.square().mean().sqrt().data())[0]!,
  ];
  expect(Math.abs(mean)).toBeLessThan((5 * 0.5) / 100);
  expect(Math.abs(deviation - 0.5)).toBeLessThan((5 * 0.5) / Math.sqrt(2 * 10_000));
});

test('the same generator does the same damage, another other', async () => {
  for (const corruption of [maskingNoise(0.5), gaussianNoise(1)]) {
    const damage = async (value: number) => corruption(tf.ones([4, 8]), new Random(value)).data();
    expect(await damage(1)).toEqual(await damage(1));
    expect(await damage(2)).not.toEqual(await damage(1));
  }
});
