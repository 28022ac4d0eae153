import { ensureDevice, tf } from '@thaw/backend';
import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { AveragePooling2D, MaxPooling2D } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const image = (rows: number[][]): tf.Tensor => tf.tensor2d(rows).expandDims(0).expandDims(-1);
const rows = [
  [-1, -2, -3],
  [-4, -5, -6],
  [-7, -8, -9],
];

test('the largest of each window, also of negative numbers at a border', async () => {
  await expectClose(new MaxPooling2D(2).forward(image(rows)), image([[-1]]), 0);
  await expectClose(
    new MaxPooling2D(2, { strides: 1 }).forward(image(rows)),
    image([
      [-1, -2],
      [-4, -5],
    ]),
    0,
  );
  await expectClose(
    new MaxPooling2D(2, { padding: 'same' }).forward(image(rows)),
    image([
      [-1, -3],
      [-7, -9],
    ]),
    0,
  );
});

test('its gradient goes to the largest, whatever its sign', async () => {
  const layer = new MaxPooling2D([1, 2]);
  const gradient = tf.grad((x: tf.Tensor) =>
    layer
      .forward(x)
      .mul(image([[2, 3]]))
      .sum(),
  )(image([[-5, -4, 7, 6]]));
  await expectClose(gradient, image([[0, 2, 3, 0]]), 0);
});

test('the mean of each window, of the pixels that are there', async () => {
  await expectClose(new AveragePooling2D(2).forward(image(rows)), image([[-3]]), 1e-7);
  await expectClose(
    new AveragePooling2D(2, { padding: 'same' }).forward(image(rows)),
    image([
      [-3, -4.5],
      [-7.5, -9],
    ]),
    1e-7,
  );
});

test('channels are pooled each for itself', async () => {
  const x = tf.tensor4d([1, -1, 3, -3], [1, 1, 2, 2]);
  await expectClose(new MaxPooling2D([1, 2]).forward(x), tf.tensor4d([3, -1], [1, 1, 1, 2]), 0);
});

test('windows stand side by side unless strides say otherwise', () => {
  expect(new MaxPooling2D([2, 3]).strides).toEqual([2, 3]);
  expect(new MaxPooling2D([2, 3], { strides: 1 }).strides).toEqual([1, 1]);
});
