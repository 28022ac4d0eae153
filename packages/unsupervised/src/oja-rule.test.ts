import { ensureDevice, Random, tf } from '@thaw/backend';
import { fit, seed } from '@thaw/core';
import { Dense } from '@thaw/layers';
import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { ojaRule, PCA } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const unit = (weights: number[], units = 1): Dense =>
  new Dense(weights.length / units, units, {
    useBias: false,
    kernelInitializer: () => Float32Array.from(weights),
  });

test('one step by hand: the weights move by α·mean y(x − y·w)', async () => {
  const layer = unit([1, 2]);
  const input = tf.tensor2d([
    [1, 1], // y = 3, x − y·w = (-2, -5), y(x − y·w) = (-6, -15)
    [2, -2], // y = -2, x − y·w = (4, 2), y(x − y·w) = (-8, -4)
  ]);
  const loss = ojaRule({ learningRate: 0.1 }).update(layer, input);
  await expectClose(loss, (4 + 25 + 16 + 4) / 2, 1e-6);
  await expectClose(layer.kernel.value, [[1 - 0.7], [2 - 0.95]], 1e-6);
});

test('units do not see each other: two at once move as each would alone', async () => {
  const input = tf.tensor2d(new Random(1).normal(12), [4, 3]);
  const [a, b] = [
    [1, 0.5, -1],
    [0.2, 2, 0],
  ];
  const both = unit(
    a!.flatMap((value, i) => [value, b![i]!]),
    2,
  );
  const alone = [unit(a!), unit(b!)];
  const rule = ojaRule({ learningRate: 0.05 });
  const loss = rule.update(both, input);
  const losses = alone.map((layer) => rule.update(layer, input));
  await expectClose(
    both.kernel.value,
    tf.concat(
      alone.map(({ kernel }) => kernel.value),
      1,
    ),
    1e-6,
  );
  await expectClose(loss, losses[0]!.add(losses[1]!).div(2), 1e-6);
});

test('it finds the first principal component, at length 1, from any start', async () => {
  const random = new Random(3);
  const mixing = tf.tensor2d(random.normal(16), [4, 4]);
  const raw = tf.tensor2d(random.normal(4 * 300), [300, 4]).matMul(mixing);
  const input = raw.sub(raw.mean(0));
  const pca = new PCA(4, 1);
  await pca.fit(input);
  const component = await pca.components.data();
  for (const value of [1, 2, 3]) {
    seed(value);
    const layer = new Dense(4, 1, { useBias: false });
    const { losses } = await fit(layer, [{ input }], { rule: ojaRule({ learningRate: 0.03 }), epochs: 400 });
    const weights = await layer.kernel.data();
    const length = Math.hypot(...weights);
    const dot = weights.reduce((sum, weight, i) => sum + weight * component[i]!, 0);
    expect(Math.abs(dot) / length).toBeGreaterThan(0.9999);
    expect(length).toBeCloseTo(1, 4);
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
  }
});

test('a step leaves no tensor but its number', async () => {
  const [layer, input] = [unit([1, 2]), tf.ones([3, 2])];
  await expectNoLeak(() => ojaRule().update(layer, input).dispose());
});

test('the rate is there to be read, 0.01 unless given', () => {
  expect([ojaRule().learningRate, ojaRule({ learningRate: 2 }).learningRate]).toEqual([0.01, 2]);
});
