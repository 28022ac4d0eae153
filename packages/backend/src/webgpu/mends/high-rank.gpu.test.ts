import { expectClose, expectNoLeak, type GpuErrors, watchGpuErrors } from '@thaw/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { Random, tf, useDevice } from '../../index.ts';
import { completeWebGPU } from '../complete-webgpu.ts';
import { deviceError, stock } from '../survey/stock.ts';

let errors: GpuErrors;
beforeAll(async () => {
  await useDevice('webgpu');
  completeWebGPU();
  tf.env().set('WEBGPU_CPU_FORWARD', false); // else what is small is computed on the processor
  errors = watchGpuErrors();
});
afterAll(async () => {
  tf.env().set('WEBGPU_CPU_FORWARD', true);
  await errors.expectNone();
});

const shape = [2, 3, 2, 3, 5];
const x = (): tf.Tensor => tf.tensor(new Random(1).normal(180), shape).mul(1);

describe('in TensorFlow.js', () => {
  test('a vector is added at rank 5 by an invalid kernel', async () => {
    expect(await deviceError(() => stock('Add', { a: x(), b: tf.ones([5]) }).data())).toContain('vec5');
  });

  test('padding at rank 5 is invalid', async () => {
    const paddings = shape.map(() => [1, 0]);
    expect(
      await deviceError(() => stock('PadV2', { x: x() }, { paddings, constantValue: 0 }).data()),
    ).toContain('vec5');
  });

  test('a choice is refused at rank 5', () => {
    const condition = tf.greater(x(), 0);
    expect(() => stock('Select', { condition, t: x(), e: x() })).toThrow(
      'Where for rank 5 is not yet supported',
    );
  });

  test('integers of rank 3 are transposed by an invalid kernel, and so are floats that were cast from them', async () => {
    const whole = tf.tensor3d([1, 2, 3, 4], [1, 2, 2], 'int32');
    const perm = [2, 0, 1];
    expect(await deviceError(() => stock('Transpose', { x: whole }, { perm }).data())).toContain('WGSL');
    const cast = stock('Cast', { x: whole }, { dtype: 'float32' });
    expect(await deviceError(() => stock('Transpose', { x: cast }, { perm }).data())).not.toBeNull();
  });

  test('a matrix of truths whose axes stay is transposed by an invalid kernel, and one that is turned goes through float32', async () => {
    const truth = tf.tensor2d([1, 0], [1, 2], 'bool');
    expect(await deviceError(() => stock('Transpose', { x: truth }, { perm: [0, 1] }).data())).not.toBeNull();
    const whole = tf.tensor2d([2 ** 24 + 1, 1], [1, 2], 'int32');
    const turned = stock('Transpose', { x: whole }, { perm: [1, 0] });
    expect([...(await turned.data())]).toEqual([2 ** 24, 1]);
  });
});

test('a vector is added, or multiplied, along the last axis', async () => {
  const bias = tf.tensor1d([1, 2, 3, 4, 5]).mul(1);
  const flat = x().reshape([36, 5]);
  await expectClose(tf.add(x(), bias).reshape([36, 5]), flat.add(bias), 0);
  await expectClose(tf.sub(bias, x()).reshape([36, 5]), bias.sub(flat), 0);
  await expectClose(tf.prelu(x(), bias).reshape([36, 5]), tf.prelu(flat, bias), 0);
  const crossed = tf.mul(tf.ones([2, 1, 2, 1, 5]).mul(2), tf.ones([1, 3, 1, 3, 1]).mul(3));
  await expectClose(crossed, tf.fill(shape, 6), 0);
});

test('a choice by number, and by row', async () => {
  const positive = tf.greater(x(), 0);
  await expectClose(tf.where(positive, x(), 0), tf.relu(x()), 0);
});

test('padding, mirrored padding, reversal, repetition and steps of rank 5, seen as rank 4', async () => {
  const four = x().reshape([6, 2, 3, 5]);
  const seen = (of: tf.Tensor): tf.Tensor => of.reshape([6, ...of.shape.slice(2)]);
  const pads = [
    [1, 2],
    [0, 1],
    [2, 0],
  ] as [number, number][];
  await expectClose(seen(tf.pad(x(), [[0, 0], [0, 0], ...pads], 7)), tf.pad(four, [[0, 0], ...pads], 7), 0);
  const mirrors = [
    [1, 1],
    [2, 0],
    [0, 3],
  ] as [number, number][];
  for (const mode of ['reflect', 'symmetric'] as const) {
    await expectClose(
      seen(tf.mirrorPad(x(), [[0, 0], [0, 0], ...mirrors], mode)),
      tf.mirrorPad(four, [[0, 0], ...mirrors], mode),
      0,
    );
  }
  await expectClose(seen(tf.reverse(x(), [2, 4])), tf.reverse(four, [1, 3]), 0);
  await expectClose(seen(tf.tile(x(), [1, 1, 2, 1, 3])), tf.tile(four, [1, 2, 1, 3]), 0);
  const step = tf.stridedSlice(x(), [0, 0, 1, 2, 4], [2, 3, -3, -4, 0], [1, 1, -1, -2, -2]);
  await expectClose(seen(step), tf.stridedSlice(four, [0, 1, 2, 4], [6, -3, -4, 0], [1, -1, -2, -2]), 0);
});

test('nothing to pad leaves the numbers as they are, and the tensor its own', async () => {
  const given = x();
  const same = tf.pad(
    given,
    shape.map(() => [0, 0] as [number, number]),
  );
  given.dispose();
  await expectClose(same, x(), 0);
});

test('integers, truths and what was cast are transposed', async () => {
  const whole = tf.tensor3d([1, 2, 3, 4, 5, 6], [1, 2, 3], 'int32').add(tf.scalar(0, 'int32'));
  const turned = [[[1, 4]], [[2, 5]], [[3, 6]]];
  for (const given of [whole, whole.toFloat()]) {
    const moved = tf.transpose(given, [2, 0, 1]);
    expect(moved.dtype).toBe(given.dtype);
    await expectClose(moved, turned, 0);
  }
  await expectClose(
    tf.transpose(whole.greater(tf.scalar(3, 'int32')), [2, 0, 1]),
    [[[0, 1]], [[0, 1]], [[0, 1]]],
    0,
  );
  const matrix = tf.tensor2d([2 ** 24 + 1, 1, 0, 4], [2, 2], 'int32').add(tf.scalar(0, 'int32'));
  for (const perm of [
    [0, 1],
    [1, 0],
  ]) {
    const places = perm[0] === 0 ? [0, 1, 2, 3] : [0, 2, 1, 3];
    const [numbers, truths] = [
      [2 ** 24 + 1, 1, 0, 4],
      [1, 1, 0, 1],
    ];
    expect([...(await tf.transpose(matrix, perm).data())]).toEqual(places.map((i) => numbers[i]));
    expect([...(await tf.transpose(matrix.cast('bool'), perm).data())]).toEqual(places.map((i) => truths[i]));
  }
  await expectClose(
    tf.transpose(tf.ones([2, 1, 2, 1, 2, 1, 3]), [6, 0, 1, 2, 3, 4, 5]).flatten(),
    new Float32Array(24).fill(1),
    0,
  );
});

test('leaves no tensor behind', async () => {
  const given = x();
  const paddings = shape.map(() => [1, 1] as [number, number]);
  await expectNoLeak(() => tf.pad(given, paddings).dispose());
  await expectNoLeak(() => tf.reverse(given).dispose());
  await expectNoLeak(() => tf.tidy(() => void tf.transpose(tf.cast(given, 'int32'), [4, 3, 2, 1, 0])));
});
