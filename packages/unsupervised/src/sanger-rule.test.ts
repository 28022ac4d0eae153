import { ensureDevice, Random, tf } from '@thaw/backend';
import { fit, seed } from '@thaw/core';
import { Dense } from '@thaw/layers';
import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { ojaRule, PCA, sangerRule } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const layerOf = (weights: number[], units: number): Dense =>
  new Dense(weights.length / units, units, {
    useBias: false,
    kernelInitializer: () => Float32Array.from(weights),
  });

test('one step by hand: the second unit learns from what the first leaves over', async () => {
  const layer = layerOf([1, 0, 1, 2], 2); // w₁ = (1, 1), w₂ = (0, 2)
  const loss = sangerRule({ learningRate: 0.1 }).update(layer, tf.tensor2d([[1, 2]]));
  // y = (3, 4); x − y₁w₁ = (−2, −1); x − y₁w₁ − y₂w₂ = (−2, −9)
  await expectClose(loss, 4 + 81, 1e-6);
  await expectClose(
    layer.kernel.value,
    [
      [1 - 0.6, -0.8],
      [1 - 0.3, 2 - 3.6],
    ],
    1e-6,
  );
});

test("for one unit it is Oja's rule", async () => {
  const input = tf.tensor2d(new Random(1).normal(12), [4, 3]);
  const [a, b] = [layerOf([1, 0.5, -1], 1), layerOf([1, 0.5, -1], 1)];
  await expectClose(sangerRule().update(a, input), ojaRule().update(b, input), 1e-6);
  await expectClose(a.kernel.value, b.kernel.value, 1e-6);
});

test('its units find the principal components in their order', async () => {
  const random = new Random(3);
  const spreads = tf.tensor1d([3, 2, 1, 0.5]);
  const raw = tf.tensor2d(random.normal(4 * 300), [300, 4]).mul(spreads);
  const input = raw.sub(raw.mean(0));
  const pca = new PCA(4, 2);
  await pca.fit(input);
  seed(1);
  const layer = new Dense(4, 2, { useBias: false });
  await fit(layer, [{ input }], { rule: sangerRule({ learningRate: 0.03 }), epochs: 600 });
  const cosines = pca.components.value.matMul(layer.kernel.value).abs();
  await expectClose(
    cosines,
    [
      [1, 0],
      [0, 1],
    ],
    1e-3,
  );
});

test('a step leaves no tensor but its number', async () => {
  const [layer, input] = [layerOf([1, 2, 3, 4], 2), tf.ones([3, 2])];
  await expectNoLeak(() => sangerRule().update(layer, input).dispose());
});

test('the rate is there to be read, 0.01 unless given', () => {
  expect([sangerRule().learningRate, sangerRule({ learningRate: 2 }).learningRate]).toEqual([0.01, 2]);
});
