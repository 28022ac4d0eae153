import { expectClose, expectNoLeak, type GpuErrors, watchGpuErrors } from '@thaw/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { Random, tf, useDevice } from '../../index.ts';
import { completeWebGPU } from '../complete-webgpu.ts';
import { stock } from '../survey/stock.ts';

let errors: GpuErrors;
beforeAll(async () => {
  await useDevice('webgpu');
  completeWebGPU();
  errors = watchGpuErrors();
});
afterAll(() => errors.expectNone());

const sums = (indices: tf.Tensor, updates: tf.Tensor, shape: number[]): tf.Tensor =>
  tf.scatterND(indices, updates, shape);

test('slices of one place are added up', async () => {
  const indices = tf.tensor2d([1, 1, 0], [3, 1], 'int32');
  await expectClose(
    sums(indices, tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]), [3, 2]),
    [
      [5, 6],
      [4, 6],
      [0, 0],
    ],
    0,
  );
  const places = tf.tensor2d([0, 1, 0, 1, 1, 0], [3, 2], 'int32');
  await expectClose(
    sums(places, tf.tensor1d([1, 2, 4]), [2, 2]),
    [
      [0, 3],
      [4, 0],
    ],
    0,
  );
  const deep = tf.tensor2d([1, 0, 2], [1, 3], 'int32');
  await expectClose(sums(deep, tf.tensor1d([7]), [2, 1, 3]), [[[0, 0, 0]], [[0, 0, 7]]], 0);
});

test('whole numbers stay whole', async () => {
  const sum = sums(tf.tensor2d([1, 1], [2, 1], 'int32'), tf.tensor1d([16_777_217, 2], 'int32'), [3]);
  expect([sum.dtype, [...(await sum.data())]]).toEqual(['int32', [0, 16_777_219, 0]]);
});

test('many updates of few places: what TensorFlow.js has, and the same bits in 20 runs of 20', async () => {
  const indices = tf.tensor2d(new Random(1).integers(5000, 6), [5000, 1], 'int32');
  const updates = tf.tensor2d(new Random(2).normal(5000 * 16), [5000, 16]).mul(1);
  await expectClose(
    sums(indices, updates, [6, 16]),
    stock('ScatterNd', { indices, updates }, { shape: [6, 16] }),
    1e-4,
  );
  const found = new Set<string>();
  for (let run = 0; run < 20; run++) found.add((await sums(indices, updates, [6, 16]).data()).join());
  expect(found.size).toBe(1);
});

test('leaves no tensor behind', async () => {
  const [indices, updates] = [tf.tensor2d([1, 1], [2, 1], 'int32'), tf.ones([2, 3])];
  await expectNoLeak(() => sums(indices, updates, [4, 3]).dispose());
});
