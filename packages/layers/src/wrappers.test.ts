import { ArgumentError, ensureDevice, Random, tf } from '@thaw/backend';
import { constant } from '@thaw/core';
import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Dense, DropConnect, Flatten, SpectralNormalization, WeightNormalization } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

test('weight normalization by hand: the direction 0.6, 0.8 at length 5, then 10, whatever the length of v', async () => {
  const dense = new Dense(2, 1);
  dense.kernel.assign(new Float32Array([3, 4]));
  const layer = new WeightNormalization(dense);
  expect(await layer.gain.data()).toEqual(new Float32Array([5]));
  const x = tf.tensor2d([[1, 1]]);
  await expectClose(layer.forward(x), [[7]], 1e-6);
  layer.gain.assign(new Float32Array([10]));
  await expectClose(layer.forward(x), [[14]], 1e-6);
  dense.kernel.assign(new Float32Array([30, 40]));
  await expectClose(layer.forward(x), [[14]], 1e-6);
  await expectClose(dense.forward(x), [[70]], 1e-6); // outside of the wrapper the kernel is what it is
});

test('its v learns at right angles to itself', async () => {
  const layer = new WeightNormalization(new Dense(4, 1));
  const { value } = layer.parameters().get('layer.kernel')!;
  const x = tf.tensor2d([[1, -2, 3, 0.5]]);
  const gradient = tf.grads(() => layer.forward(x).sum())([value])[0]!;
  expect((await tf.sum(tf.square(gradient)).data())[0]).toBeGreaterThan(0.01);
  await expectClose(tf.sum(tf.mul(gradient, value)), tf.scalar(0), 1e-5, 1);
});

test('spectral normalization by hand: a diagonal 2 and 1 becomes 1 and 1/2, after enough training passes', async () => {
  const dense = new Dense(2, 2);
  dense.kernel.assign(new Float32Array([2, 0, 0, 1]));
  const layer = new SpectralNormalization(dense);
  layer.direction.assign(new Float32Array([0.6, 0.8]));
  const x = tf.tensor2d([[1, 1]]);
  const first = Math.hypot(4 * 0.6, 0.8); // wᵀw·u, made a unit: u of the first pass
  const stretched = Math.hypot((2 * 2.4) / first, 0.8 / first);
  await expectClose(layer.forward(x, { training: true }), [[2 / stretched, 1 / stretched]], 1e-6);
  await expectClose(layer.direction.value, [2.4 / first, 0.8 / first], 1e-6);
  for (let i = 0; i < 12; i++) layer.forward(x, { training: true });
  await expectClose(layer.forward(x), [[1, 0.5]], 1e-6);
  await expectClose(dense.kernel.value, [[2, 0], [0, 1]], 0); // prettier-ignore
});

test('kernels of zeros stay zeros, with gradients that are numbers', async () => {
  const x = tf.ones([1, 3]);
  for (const layer of [
    new WeightNormalization(new Dense(3, 2, { kernelInitializer: constant(0) })),
    new SpectralNormalization(new Dense(3, 2, { kernelInitializer: constant(0) })),
  ]) {
    const forward = (): tf.Tensor => layer.forward(x, { training: true });
    await expectClose(forward(), tf.zeros([1, 2]), 0);
    const { value } = layer.parameters().get('layer.kernel')!;
    const gradient = tf.grads(() => forward().square().sum())([value])[0]!;
    await expectClose(gradient, tf.zeros([3, 2]), 0);
  }
});

test('what its generator draws of the kernel is dropped, the same seed the same, and nothing out of training', async () => {
  const dense = new Dense(3, 2, { kernelInitializer: constant(3) });
  const layer = new DropConnect(dense, { rate: 0.25 });
  const eye = tf.eye(3); // so that the output is the kernel
  const dropped = new Random(7).bernoulli(6, 0.25);
  const expected = tf.tensor(
    Array.from(dropped, (drop) => (drop ? 0 : 4)),
    [3, 2],
  );
  for (let i = 0; i < 2; i++)
    await expectClose(layer.forward(eye, { training: true, random: new Random(7) }), expected, 1e-6);
  expect(new Set(dropped).size).toBe(2);
  await expectClose(layer.forward(eye), tf.fill([3, 2], 3), 0);
});

const used = (): Dense => {
  const dense = new Dense(2, 1);
  dense.forward(tf.ones([1, 2]));
  return dense;
};

test.each<[() => unknown, string]>([
  [
    () => new WeightNormalization(new Flatten()),
    'WeightNormalization: it wraps a layer with a kernel, such as a Dense, got a Flatten.',
  ],
  [
    () => new WeightNormalization(used()),
    'WeightNormalization: the layer was used already; wrap it when it is new, and load its weights afterwards.',
  ],
  [
    () => new SpectralNormalization(undefined as never),
    'SpectralNormalization: it wraps a layer with a kernel, such as a Dense, got undefined.',
  ],
  [
    () => new SpectralNormalization(new Dense(2, 1), { powerIterations: 0 }),
    'SpectralNormalization: powerIterations must be a whole number from 1 on, got 0.',
  ],
  [
    () => new DropConnect(new Dense(2, 1), { rate: 1 }),
    'DropConnect: rate is the part that is dropped, from 0 to below 1, got 1.',
  ],
  [
    () => new DropConnect(new Dense(2, 1)).forward(tf.ones([1, 2]), { training: true }),
    'DropConnect: a training pass draws random numbers; pass { training: true, random: new Random(seed) } (train and fit do).',
  ],
])('error texts %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});
