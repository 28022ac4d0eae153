import { ensureDevice, tf } from '@thaw/backend';
import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import {
  Cropping1D,
  Cropping2D,
  ReflectPadding1D,
  ReplicatePadding1D,
  ZeroPadding1D,
  ZeroPadding2D,
} from '../index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const sequence = (values: number[]): tf.Tensor => tf.tensor3d(values, [1, values.length, 1]);
const image = (rows: number[][]): tf.Tensor => tf.tensor2d(rows).expandDims(0).expandDims(-1);

test('zeros, a mirror image or the border again before and after', async () => {
  const x = sequence([1, 2, 3]);
  await expectClose(new ZeroPadding1D([2, 1]).forward(x), sequence([0, 0, 1, 2, 3, 0]), 0);
  await expectClose(new ReflectPadding1D([2, 1]).forward(x), sequence([3, 2, 1, 2, 3, 2]), 0);
  await expectClose(new ReplicatePadding1D([2, 1]).forward(x), sequence([1, 1, 1, 2, 3, 3]), 0);
  await expectClose(new ReplicatePadding1D(0).forward(x), x, 0);
});

test('what was copied brings its gradient back to where it came from', async () => {
  const weight = sequence([1, 10, 100, 1000, 10000, 100000]);
  const gradient = (layer: ReflectPadding1D | ReplicatePadding1D): tf.Tensor =>
    tf.grad((x: tf.Tensor) => layer.forward(x).mul(weight).sum())(sequence([1, 2, 3]));
  await expectClose(gradient(new ReflectPadding1D([2, 1])), sequence([100, 101010, 10001]), 0);
  await expectClose(gradient(new ReplicatePadding1D([2, 1])), sequence([111, 1000, 110000]), 0);
});

test('one number is for both ends of every axis, two for the axes, pairs for their ends', () => {
  expect(new ZeroPadding2D().padding).toEqual([
    [1, 1],
    [1, 1],
  ]);
  expect(new ZeroPadding2D([1, [2, 3]]).padding).toEqual([
    [1, 1],
    [2, 3],
  ]);
  expect(new ZeroPadding1D([2, 3]).padding).toEqual([[2, 3]]);
});

test('cropping takes away what padding laid there', async () => {
  await expectClose(new Cropping1D([2, 1]).forward(sequence([0, 0, 1, 2, 3, 0])), sequence([1, 2, 3]), 0);
  const rows = [
    [1, 2, 3],
    [4, 5, 6],
    [7, 8, 9],
  ];
  await expectClose(new Cropping2D([[1, 0], 1]).forward(image(rows)), image([[5], [8]]), 0);
});
