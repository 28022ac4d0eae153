import { ensureDevice, tf } from '@thaw/backend';
import { Dense } from '@thaw/layers';
import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { hebbRule } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const unit = (weights: number[], units = 1): Dense =>
  new Dense(weights.length / units, units, {
    useBias: false,
    kernelInitializer: () => Float32Array.from(weights),
  });

test('one step by hand: the weights move by α·mean x·y, and the loss is the mean of y²', async () => {
  const layer = unit([1, 2]);
  const input = tf.tensor2d([
    [1, 1], // y = 3
    [2, -2], // y = -2
  ]);
  const loss = hebbRule({ learningRate: 0.5 }).update(layer, input);
  await expectClose(loss, (9 + 4) / 2, 1e-6);
  // mean x·y = ((3 − 4)/2, (3 + 4)/2)
  await expectClose(layer.kernel.value, [[1 - 0.25], [2 + 1.75]], 1e-6);
});

test('with targets it learns by association: what was seen together recalls one another', async () => {
  const layer = unit([0, 0, 0, 0, 0, 0, 0, 0], 2);
  const input = tf.tensor2d([
    [0.5, 0.5, 0.5, 0.5],
    [0.5, -0.5, 0.5, -0.5],
  ]);
  const target = tf.tensor2d([
    [1, -1],
    [-1, 3],
  ]);
  hebbRule({ learningRate: 2 }).update(layer, input, target); // two rows, so the mean halves the sum
  await expectClose(layer.forward(input), target, 1e-6);
});

test('left alone the weights grow without end, along the direction in which the input varies most', async () => {
  const layer = unit([0.1, -0.1]);
  const input = tf.tensor2d([
    [3, 4],
    [-3, -4],
    [0.4, -0.3],
    [-0.4, 0.3],
  ]);
  const rule = hebbRule({ learningRate: 0.1 });
  const lengths: number[] = [];
  for (let i = 0; i < 20; i++) {
    rule.update(layer, input).dispose();
    lengths.push(Math.hypot(...(await layer.kernel.data())));
  }
  expect(lengths.every((length, i) => i === 0 || length > lengths[i - 1]!)).toBe(true);
  expect(lengths.at(-1)! / lengths.at(-2)!).toBeCloseTo(1 + 0.1 * 12.5, 3); // the variance along it is 25/2
  const [x, y] = await layer.kernel.data();
  expect(y! / x!).toBeCloseTo(4 / 3, 4);
});

test('a step leaves no tensor but its number', async () => {
  const [layer, input, target] = [unit([1, 2]), tf.ones([3, 2]), tf.ones([3, 1])];
  await expectNoLeak(() => hebbRule().update(layer, input).dispose());
  await expectNoLeak(() => hebbRule().update(layer, input, target).dispose());
});

test('the rate is there to be read, 0.1 unless given', () => {
  expect([hebbRule().learningRate, hebbRule({ learningRate: 2 }).learningRate]).toEqual([0.1, 2]);
});
