import { ArgumentError, ensureDevice, ShapeError, tf } from '@thaw/backend';
import { constant } from '@thaw/core';
import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import {
  BatchNormalization,
  GroupNormalization,
  InstanceNormalization,
  LocalResponseNormalization,
  RMSNormalization,
  UnitNormalization,
} from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const columns = (): tf.Tensor => tf.tensor2d([[3, 10], [5, 30]]); // prettier-ignore

test('batch normalization by hand: columns of mean 4 and 20, variance 1 and 100', async () => {
  const layer = new BatchNormalization(2, {
    epsilon: 1e-9,
    gammaInitializer: constant(2),
    betaInitializer: constant(3),
  });
  await expectClose(layer.forward(columns(), { training: true }), [[1, 1], [5, 5]], 1e-5); // prettier-ignore
});

test('its mean and variance move a hundredth of the way in training, stay otherwise, and are then used', async () => {
  const layer = new BatchNormalization(2);
  layer.forward(columns());
  await expectClose(layer.movingMean.value, [0, 0], 0);
  layer.forward(columns(), { training: true });
  await expectClose(layer.movingMean.value, [0.04, 0.2], 1e-6);
  await expectClose(layer.movingVariance.value, [1, 0.99 + 1], 1e-6);

  const still = new BatchNormalization(1, { epsilon: 3, momentum: 0 });
  still.forward(tf.tensor2d([[3], [5]]), { training: true });
  await expectClose(still.forward(tf.tensor2d([[6]])), [[1]], 1e-6); // (6 − 4) / √(1 + 3)
  const x = tf.tensor2d([[3], [5]]);
  await expectNoLeak(() => still.forward(x, { training: true }).dispose());
});

test('groups by hand: neighbours of mean 4 and 20', async () => {
  const layer = new GroupNormalization(4, { groups: 2, epsilon: 1e-9 });
  await expectClose(layer.forward(tf.tensor2d([[3, 5, 10, 30]])), [[-1, 1, -1, 1]], 1e-5);
});

test('−1 group is one for each channel, as in InstanceNormalization, and 32 are the default', async () => {
  const x = tf.tensor3d([[[3, 10], [5, 30]]]); // prettier-ignore
  const expected = [[[-1, -1], [1, 1]]]; // prettier-ignore
  await expectClose(new GroupNormalization(2, { groups: -1, epsilon: 1e-9 }).forward(x), expected, 1e-5);
  await expectClose(new InstanceNormalization(2, { epsilon: 1e-9 }).forward(x), expected, 1e-5);
  expect(new GroupNormalization(64).groups).toBe(32);
});

test('root mean square, unit length and neighbouring channels by hand', async () => {
  const twice = new RMSNormalization(2, { epsilon: 1e-9, gammaInitializer: constant(2) });
  await expectClose(twice.forward(tf.tensor2d([[1, 7]])), [[0.4, 2.8]], 1e-6); // the mean square is 25
  await expectClose(new UnitNormalization().forward(tf.tensor2d([[3, 4]])), [[0.6, 0.8]], 1e-6);
  const neighbours = new LocalResponseNormalization({ depthRadius: 1, bias: 1, alpha: 1, beta: 1 });
  await expectClose(neighbours.forward(tf.tensor2d([[1, 1, 1]])), [[1 / 3, 1 / 4, 1 / 3]], 1e-6);
});

test('zeros stay zeros, with gradients that are numbers', async () => {
  const zeros = tf.zeros([2, 4]);
  for (const layer of [
    new BatchNormalization(4),
    new GroupNormalization(4, { groups: 2 }),
    new RMSNormalization(4),
    new UnitNormalization(),
    new LocalResponseNormalization(),
  ]) {
    const forward = (x: tf.Tensor): tf.Tensor => layer.forward(x, { training: true });
    await expectClose(forward(zeros), zeros, 0);
    await expectClose(tf.grad((x) => forward(x).square().sum())(zeros), zeros, 0);
  }
});

test.each<[() => unknown, Error]>([
  [
    () => new BatchNormalization(0),
    new ArgumentError('BatchNormalization: channels must be a whole number from 1 on, got 0.'),
  ],
  [
    () => new BatchNormalization(2, { momentum: 2 }),
    new ArgumentError('BatchNormalization: momentum must be a number from 0 to 1, got 2.'),
  ],
  [
    () => new BatchNormalization(2, { epsilon: 0 }),
    new ArgumentError('BatchNormalization: epsilon must be a small number above 0, got 0.'),
  ],
  [
    () => new BatchNormalization(3).forward(tf.zeros([2, 4, 2])),
    new ShapeError(
      'BatchNormalization: expected input [batch, …, 3], got [2, 4, 2]; its first argument says how many channels it takes.',
    ),
  ],
  [
    () => new GroupNormalization(48),
    new ArgumentError(
      'GroupNormalization: 48 channels cannot be parted into 32 groups of equal size; groups must divide channels.',
    ),
  ],
  [
    () => new GroupNormalization(4, { groups: 0 }),
    new ArgumentError('GroupNormalization: groups must be a whole number from 1 on, got 0.'),
  ],
  [
    () => new InstanceNormalization(4, { groups: 2 } as never),
    new ArgumentError(
      'InstanceNormalization: there is no option "groups"; the options are epsilon, center, scale, betaInitializer, gammaInitializer.',
    ),
  ],
  [
    () => new RMSNormalization(2, { epsilon: NaN }),
    new ArgumentError('RMSNormalization: epsilon must be a small number above 0, got NaN.'),
  ],
  [
    () => new UnitNormalization().forward(tf.zeros([3])),
    new ShapeError(
      'UnitNormalization: expected input [batch, units], got [3]; a row is what stands in the last axis.',
    ),
  ],
  [
    () => new LocalResponseNormalization({ depthRadius: -1 }),
    new ArgumentError('LocalResponseNormalization: depthRadius must be a whole number from 0 on, got -1.'),
  ],
  [
    () => new LocalResponseNormalization({ bias: 0 }),
    new ArgumentError('LocalResponseNormalization: bias must be a number above 0, got 0.'),
  ],
  [
    () => new LocalResponseNormalization({ alpha: -1 }),
    new ArgumentError('LocalResponseNormalization: alpha must be a number from 0 on, got -1.'),
  ],
])('error texts %#', (act, error) => {
  expect(act).toThrow(error);
});
