import { beforeAll, expect, test } from 'vitest';

import { ArgumentError, profile, softmaxCrossEntropy, tf, useDevice } from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

test('the kernels that ran are listed, each as often as it ran, the costliest first', async () => {
  const x = tf.ones<tf.Rank.R2>([3, 3]);
  const { kernels, milliseconds, clock } = await profile(async () => {
    tf.tidy(() => x.matMul(x).matMul(x).sigmoid().dataSync());
    await Promise.resolve();
  });
  const counts = Object.fromEntries(kernels.map(({ name, count }) => [name, count]));
  expect(counts).toMatchObject({ BatchMatMul: 2, Sigmoid: 1 });
  const costs = kernels.map((kernel) => kernel.milliseconds);
  expect(costs).toEqual([...costs].sort((a, b) => b - a));
  expect(milliseconds).toBeGreaterThanOrEqual(costs.reduce((sum, cost) => sum + cost, 0));
  expect(clock).toBe('computing');
});

test('fused operations are listed under their names', async () => {
  const labels = tf.tensor1d([0], 'int32');
  tf.tidy(() => softmaxCrossEntropy(tf.ones([1, 2]), labels)); // the first run registers it where it has no kernel
  const { kernels } = await profile(() => tf.tidy(() => void softmaxCrossEntropy(tf.ones([1, 2]), labels)));
  expect(kernels.map(({ name }) => name)).toContain('ThawCrossEntropy');
});

test('afterwards the kernels are those there were, also when what was measured failed', async () => {
  const functions = (): unknown[] =>
    tf.getKernelsForBackend(tf.getBackend()).map((config) => config.kernelFunc);
  const before = new Set(functions());
  const failure = new Error('no');
  await expect(profile(() => Promise.reject(failure))).rejects.toBe(failure);
  expect(new Set(functions())).toEqual(before);
});

test('two at once are refused, and what has run already', async () => {
  const first = profile(() => new Promise((resolve) => setTimeout(resolve, 1)));
  await expect(profile(() => undefined)).rejects.toThrow(
    new ArgumentError('profile: another profile is being made; wait for it.'),
  );
  await first;
  await expect(profile(tf.scalar(1) as never)).rejects.toThrow(
    new ArgumentError(
      'profile: expected a function to run and measure, such as () => model.predict(x), got a tensor [].',
    ),
  );
});
