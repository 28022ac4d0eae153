import { checkGradient, expectClose, expectNoLeak, type GpuErrors, watchGpuErrors } from '@thaw/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { Random, tf, useDevice } from '../../index.ts';
import { completeWebGPU } from '../complete-webgpu.ts';
import { deviceError, stock } from '../survey/stock.ts';

let errors: GpuErrors;
beforeAll(async () => {
  await useDevice('webgpu');
  completeWebGPU();
  errors = watchGpuErrors();
});
afterAll(() => errors.expectNone());

const draw = (seed: number, ...shape: number[]): tf.Tensor =>
  tf.tensor(new Random(seed).normal(shape.reduce((size, length) => size * length, 1)), shape).mul(1);

describe('in TensorFlow.js', () => {
  test('a sum of nothing throws', () => {
    expect(() => stock('Sum', { x: tf.zeros([3, 0]) }, { axis: 1, keepDims: false })).toThrow(
      /range|size|integer|valid|finite/i,
    );
  });

  test('truths of rank 3 are reduced by an invalid kernel', async () => {
    const x = tf.less(draw(1, 11, 12, 13), 0);
    const message = await deviceError(() => stock('Any', { x }, { axis: [0], keepDims: false }).data());
    expect(message).toContain('WGSL');
  });

  test('integers are added as floats', async () => {
    const x = tf.tensor1d([16_777_217, 2], 'int32').mul(tf.scalar(1, 'int32'));
    expect((await stock('Sum', { x }, { axis: [0], keepDims: false }).data())[0]).not.toBe(16_777_219);
  });
});

test('cases by hand', async () => {
  const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]).mul(1);
  await expectClose(tf.sum(x), 21, 0);
  await expectClose(tf.sum(x, 0), [5, 7, 9], 0);
  await expectClose(tf.mean(x, 1, true), [[2], [5]], 0);
  await expectClose(tf.prod(x, 1), [6, 120], 0);
  await expectClose(tf.max(x, 0), [4, 5, 6], 0);
  await expectClose(tf.min(x), 1, 0);
  const truths = tf.greater(x, 1);
  expect([tf.all(truths).dtype, [...(await tf.all(truths, 1).data())]]).toEqual(['bool', [0, 1]]);
  expect([...(await tf.any(truths.logicalNot(), 0).data())]).toEqual([1, 0, 0]);
});

test('of nothing: what leaves the rest as it is', async () => {
  const x = tf.zeros([2, 0, 3]);
  const of = (reduce: (x: tf.Tensor, axis: number) => tf.Tensor): Promise<ArrayLike<number>> =>
    reduce(x, 1).data();
  expect(Array.from(await of(tf.sum))).toEqual([0, 0, 0, 0, 0, 0]);
  expect((await of(tf.prod))[5]).toBe(1);
  expect((await of(tf.max))[0]).toBe(-Infinity);
  expect((await of(tf.min))[0]).toBe(Infinity);
  expect((await of(tf.mean))[0]).toBeNaN();
});

test('a NaN is kept wherever it stands', async () => {
  for (const length of [3, 40, 70_000]) {
    for (const place of [0, length >> 1, length - 1]) {
      const x = tf
        .oneHot(tf.tensor1d([place], 'int32'), length)
        .toFloat()
        .log()
        .mul(-1)
        .mul(0)
        .flatten();
      for (const reduce of [tf.max, tf.min, tf.sum, tf.mean]) expect((await reduce(x).data())[0]).toBeNaN();
    }
  }
});

test('over axes that stand apart', async () => {
  const x = draw(1, 3, 4, 5, 6);
  await expectClose(tf.sum(x, [0, 2]), tf.sum(tf.sum(x, 0), 1), 1e-5);
  await expectClose(tf.max(x, [1, 3], true), tf.max(tf.max(x, 3, true), 1, true), 0);
});

test('a mean over millions keeps six digits, with the same bits in 20 runs of 20', async () => {
  const x = tf.fill([4_000_003], 0.1);
  const found = new Set<number>();
  for (let run = 0; run < 20; run++) found.add((await tf.mean(x).data())[0]!);
  expect(found.size).toBe(1);
  expect(Math.abs([...found][0]! - 0.1)).toBeLessThan(1e-7);
});

test('whole numbers are exact beyond 2²⁴', async () => {
  const x = tf.tensor1d([16_777_217, 2], 'int32').mul(tf.scalar(1, 'int32'));
  expect((await tf.sum(x).data())[0]).toBe(16_777_219);
  expect((await tf.max(x).data())[0]).toBe(16_777_217);
  await expectClose(tf.mean(x), 8_388_609.5, 1e-7);
});

test('gradients equal central differences', async () => {
  await checkGradient(
    (x) => tf.sum(x!, 0).square().sum().add(tf.mean(x!, 1).square().sum()),
    [draw(1, 3, 5)],
  );
});

test('leaves no tensor behind', async () => {
  const x = draw(1, 3, 4, 5, 6);
  for (const axis of [[0], [1], [3], [0, 2], [0, 1, 2, 3]])
    await expectNoLeak(() => tf.sum(x, axis).dispose());
  const long = tf.ones([100_000]);
  await expectNoLeak(() => tf.mean(long).dispose());
  const whole = long.toInt();
  await expectNoLeak(() => tf.mean(whole).dispose());
});
