import { ArgumentError, ensureDevice, Random, ShapeError, tf } from '@thaw/backend';
import { Sequential } from '@thaw/core';
import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { PCA } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

// Two points along (3, 4)/5 at distance 5 from the middle, and two square to them at distance 1.
const cross = { data: Float32Array.of(3, 4, -3, -4, 0.8, -0.6, -0.8, 0.6, 0, 0), shape: [5, 2] };

test('a cross of five points, by hand', async () => {
  const pca = new PCA(2, 2);
  await pca.fit({ ...cross, data: cross.data.map((value) => value + 1) });
  await expectClose(pca.mean.value, [1, 1], 1e-6);
  await expectClose(
    pca.components.value,
    [
      [0.6, 0.8],
      [0.8, -0.6],
    ],
    1e-6,
  );
  await expectClose(pca.explainedVariance.value, [50 / 4, 2 / 4], 1e-6);
  await expectClose(pca.explainedVarianceRatio.value, [50 / 52, 2 / 52], 1e-6);
  await expectClose(pca.transform(tf.tensor2d([[1 + 3, 1 + 4]])), [[5, 0]], 1e-6);
});

test('data on the host and on the device give the same to the bit', async () => {
  const data = new Random(1).normal(60);
  const [a, b] = [new PCA(6, 3), new PCA(6, 3)];
  await a.fit({ data, shape: [10, 6] });
  await b.fit(tf.tensor2d(data, [10, 6]));
  for (const [name, buffer] of a.buffers())
    expect(await b.buffers().get(name)!.data()).toEqual(await buffer.data());
});

test('with all components nothing is lost; with fewer the loss is the variance that is left', async () => {
  const data = tf.tensor2d(new Random(2).normal(80), [20, 4]);
  const [all, two] = [new PCA(4, 4), new PCA(4, 2)];
  await all.fit(data);
  await two.fit(data);
  await expectClose(all.inverseTransform(all.transform(data)), data, 1e-5);
  const left = two.inverseTransform(two.transform(data)).sub(data).square().sum().div(19);
  const variances = await all.explainedVariance.data();
  await expectClose(left, variances[2]! + variances[3]!, 1e-5);
  await expectClose(all.explainedVarianceRatio.value.sum(), 1, 1e-6);
});

test('more features than rows: what the rows do not span has variance 0', async () => {
  const pca = new PCA(5, 5);
  await pca.fit({ data: new Random(3).normal(15), shape: [3, 5] });
  const variances = await pca.explainedVariance.data();
  expect(variances.slice(0, 2).every((value) => value > 0.01)).toBe(true);
  expect(variances.slice(2).every((value) => value >= 0 && value < 1e-6)).toBe(true);
});

test('fitting and transforming leave no tensor behind', async () => {
  const [pca, data] = [new PCA(2, 1), tf.tensor(cross.data, [5, 2])];
  await pca.fit(data);
  pca.inverseTransform(pca.transform(data));
  await expectNoLeak(async () => {
    await pca.fit(data);
    await pca.fit(cross);
    const codes = pca.transform(data);
    tf.dispose([codes, pca.inverseTransform(codes)]);
  });
});

const nan = { data: Float32Array.of(1, 2, 3, NaN), shape: [2, 2] };

test.each<[() => unknown, Error]>([
  [() => new PCA(0, 1), new ArgumentError('PCA: features must be a whole number from 1 on, got 0.')],
  [() => new PCA(2, 0), new ArgumentError('PCA: components must be a whole number from 1 on, got 0.')],
  [
    () => new PCA(2, 3),
    new ArgumentError('PCA: 2 features have at most 2 components, and 3 were asked for.'),
  ],
  [
    () => new PCA(3, 1).forward(tf.zeros([2, 2])),
    new ShapeError(
      'PCA: expected input [batch, 3], got [2, 2]; its first argument says how many features a row has.',
    ),
  ],
  [
    () => new PCA(3, 2).inverseTransform(tf.zeros([2, 3])),
    new ShapeError('PCA: expected codes [batch, 2], got [2, 3].'),
  ],
])('refused with what to do %#', (act, error) => {
  expect(act).toThrow(error);
});

test.each<[() => Promise<void>, Error]>([
  [() => new PCA(3, 1).fit(cross), new ShapeError('PCA: expected data [rows, 3], got a tensor [5, 2].')],
  [
    () => new PCA(3, 1).fit(undefined as never),
    new ShapeError('PCA: expected data [rows, 3], got undefined.'),
  ],
  [
    () => new PCA(2, 1).fit({ data: new Float32Array(2), shape: [1, 2] }),
    new ArgumentError('PCA: a variance needs at least two rows of data, got 1.'),
  ],
  [
    () => new PCA(2, 1).fit(nan),
    new ArgumentError(
      'PCA: NaN at place 3 of its input is no finite number; mend the data before it learns from them.',
    ),
  ],
  [
    () => new PCA(2, 1).fit({ data: new Float32Array(4).fill(2), shape: [2, 2] }),
    new ArgumentError('PCA: all rows of the data are the same, so nothing varies.'),
  ],
])('data that cannot be fitted %#', async (act, error) => {
  await expect(act()).rejects.toThrow(error);
});

test('in a model it is a layer that learns nothing', () => {
  expect(new Sequential([new PCA(3, 2)]).parameters().size).toBe(0);
});
