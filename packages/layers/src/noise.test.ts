import { ArgumentError, ensureDevice, Random, ShapeError, tf, useDevice } from '@thaw/backend';
import { Lambda, type Module } from '@thaw/core';
import { expectClose } from '@thaw/testing';
import { beforeEach, describe, expect, test } from 'vitest';

import {
  AlphaDropout,
  Flatten,
  GaussianDropout,
  GaussianNoise,
  SpatialDropout1D,
  SpatialDropout2D,
  SpatialDropout3D,
  StochasticDepth,
} from './index.ts';

beforeEach(async () => {
  await ensureDevice();
});

const training = (seed: number): { training: true; random: Random } => ({
  training: true,
  random: new Random(seed),
});
const twice = (): Lambda => new Lambda((x) => tf.mul(x, 2));

describe.each<[string, () => Module, readonly number[]]>([
  ['SpatialDropout1D', () => new SpatialDropout1D(0.4), [3, 2, 5]],
  ['SpatialDropout2D', () => new SpatialDropout2D(0.4), [3, 2, 2, 5]],
  ['SpatialDropout3D', () => new SpatialDropout3D(0.4), [3, 2, 1, 2, 5]],
  ['AlphaDropout', () => new AlphaDropout(0.4), [7, 5]],
  ['GaussianNoise', () => new GaussianNoise(0.4), [7, 5]],
  ['GaussianDropout', () => new GaussianDropout(0.4), [7, 5]],
  ['StochasticDepth', () => new StochasticDepth(twice(), { mode: 'row' }), [30, 2]],
])('%s', (name, make, shape) => {
  test('the same seed gives the same bits on every device, another seed others', async () => {
    const run = async (seed: number): Promise<tf.TypedArray> =>
      make()
        .forward(tf.ones([...shape]), training(seed))
        .data();
    const results: tf.TypedArray[] = [];
    for (const device of ['cpu', 'wasm'] as const) {
      await useDevice(device);
      results.push(await run(3));
      expect(await run(4)).not.toEqual(results.at(-1));
    }
    expect(results[1]).toEqual(results[0]);
  });

  test('out of training it needs no generator, in training it asks for one', async () => {
    const x = tf.ones([...shape]);
    await expectClose(make().forward(x), tf.fill([...shape], name === 'StochasticDepth' ? 2 : 1), 0); // 1 + 2/2
    expect(() => make().forward(x, { training: true })).toThrow(
      new ArgumentError(
        `${name}: a training pass draws random numbers; pass { training: true, random: new Random(seed) } (train and fit do).`,
      ),
    );
  });
});

test('a channel is dropped as a whole, by the draws of its row and channel, and the others are scaled', async () => {
  const x = tf.ones([2, 3, 4]);
  const dropped = new Random(7).bernoulli(8, 0.25);
  const scales = tf.tensor(
    Array.from(dropped, (drop) => (drop ? 0 : 1 / 0.75)),
    [2, 1, 4],
  );
  await expectClose(new SpatialDropout1D(0.25).forward(x, training(7)), tf.mul(x, scales), 1e-6);
  expect(new Set(dropped).size).toBe(2); // some are and some are not
});

test('a rate of 0 and noise of deviation 0 change nothing, and draw nothing', () => {
  const x = tf.ones([2, 3, 4]);
  for (const layer of [
    new SpatialDropout1D(0),
    new AlphaDropout(0),
    new GaussianDropout(0),
    new GaussianNoise(0),
  ])
    expect(layer.forward(x, { training: true })).toBe(x);
});

test('alpha dropout by hand: kept values become a·x + b, dropped ones a·α′ + b', async () => {
  const lowest = -1.7580993408473766;
  const a = 1 / Math.sqrt(0.75 + lowest ** 2 * 0.75 * 0.25);
  const b = -a * 0.25 * lowest;
  const kept = new Random(7).bernoulli(6, 0.75);
  const expected = Array.from(kept, (keep, i) => a * (keep ? i - 2 : lowest) + b);
  await expectClose(new AlphaDropout(0.25).forward(tf.range(-2, 4), training(7)), expected, 1e-6);
});

// The mean of n numbers of variance v strays by √(v/n), their variance, for a kurtosis k, by v·√((k − 1)/n): five of these are allowed.
const count = 40_000;
const draws = (): Float32Array => new Random(11).normal(count);

test.each<[string, Module, { mean: number; variance: number; kurtosis: number }]>([
  // Of normal x, E y⁴ = 0.9·(3a⁴ + 6a²b² + b⁴) + 0.1·(a·α′ + b)⁴ = 2.52.
  [
    'alpha dropout keeps mean 0 and variance 1',
    new AlphaDropout(0.1),
    { mean: 0, variance: 1, kurtosis: 2.52 },
  ],
  ['noise adds its variance to that of x', new GaussianNoise(2), { mean: 0, variance: 5, kurtosis: 3 }],
  // x·ε with E ε² = 1 + 0.25: the variance is 1.25, the fourth moment 3·(1 + 6·0.25 + 3·0.25²) = 8.0625.
  ['gaussian dropout', new GaussianDropout(0.2), { mean: 0, variance: 1.25, kurtosis: 8.0625 / 1.25 ** 2 }],
])('%s', async (_, layer, { mean, variance, kurtosis }) => {
  const y = await layer.forward(tf.tensor1d(draws()), training(1)).data();
  let [sum, squares] = [0, 0];
  for (const value of y) {
    sum += value;
    squares += value * value;
  }
  expect(Math.abs(sum / count - mean)).toBeLessThan(5 * Math.sqrt(variance / count));
  const bound = 5 * variance * Math.sqrt((kurtosis - 1) / count);
  expect(Math.abs(squares / count - (sum / count) ** 2 - variance)).toBeLessThan(bound);
});

test('a body is left out by one draw for the batch, or one for each row', async () => {
  const x = tf.ones([40, 2]);
  const kept = new Random(7).bernoulli(40, 0.7);
  const rows = new StochasticDepth(twice(), { rate: 0.3, mode: 'row' }).forward(x, training(7));
  const expected = Array.from(kept, (keep) => (keep ? [3, 3] : [1, 1]));
  await expectClose(rows, expected, 0);
  expect(new Set(kept).size).toBe(2);

  const batch = new StochasticDepth(twice());
  const seen = new Set<number>();
  for (let seed = 0; seed < 8; seed++) {
    const values = new Set(await batch.forward(x, training(seed)).data());
    expect(values.size).toBe(1); // all rows or none
    for (const value of values) seen.add(value);
  }
  expect([...seen].sort()).toEqual([1, 3]);
});

test.each<[() => unknown, Error]>([
  ...[SpatialDropout1D, SpatialDropout2D, SpatialDropout3D, AlphaDropout, GaussianDropout].map(
    (Layer): [() => unknown, Error] => [
      () => new Layer(1),
      new ArgumentError(`${Layer.name}: rate is the part that is dropped, from 0 to below 1, got 1.`),
    ],
  ),
  [
    () => new SpatialDropout2D('0.5' as never),
    new ArgumentError(
      "SpatialDropout2D: rate is the part that is dropped, from 0 to below 1, got the string '0.5'.",
    ),
  ],
  [
    () => new SpatialDropout1D(0.5).forward(tf.ones([2, 3])),
    new ShapeError(
      'SpatialDropout1D: expected input [batch, time, channels], got [2, 3]; whole channels are dropped, and they come last.',
    ),
  ],
  [
    () => new GaussianNoise(-1),
    new ArgumentError('GaussianNoise: stddev must be a number from 0 on, got -1.'),
  ],
  [
    () => new StochasticDepth(twice(), { rate: 2 }),
    new ArgumentError('StochasticDepth: rate is the part that is dropped, from 0 to below 1, got 2.'),
  ],
  [
    () => new StochasticDepth(twice(), { mode: 'rows' as never }),
    new ArgumentError("StochasticDepth: mode must be 'batch' or 'row', got the string 'rows'."),
  ],
  [
    () => new StochasticDepth(tf.relu as never),
    new ArgumentError('StochasticDepth: its body must be a Module, got the function relu__op.'),
  ],
  [
    () => new StochasticDepth(new Flatten()).forward(tf.ones([2, 3, 4])),
    new ShapeError(
      'StochasticDepth: its body gives [2, 12], which cannot be added to [2, 3, 4] of its input; give a body that keeps the shape.',
    ),
  ],
])('error texts %#', (act, error) => {
  expect(act).toThrow(error);
});
