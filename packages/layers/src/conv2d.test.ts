import { ensureDevice, tf } from '@thaw/backend';
import { constant, ones, relu } from '@thaw/core';
import { expectClose } from '@thaw/testing';
import { beforeAll, test } from 'vitest';

import { Conv2D } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const image = (rows: number[][]): tf.Tensor => tf.tensor2d(rows).expandDims(0).expandDims(-1);
const three = (): tf.Tensor =>
  image([
    [1, 2, 3],
    [4, 5, 6],
    [7, 8, 9],
  ]);

test('sums of 2x2 windows by hand', async () => {
  const options = { kernelInitializer: ones };
  await expectClose(
    new Conv2D(1, 1, 2, options).forward(three()),
    image([
      [12, 16],
      [24, 28],
    ]),
    0,
  );
  await expectClose(new Conv2D(1, 1, 2, { ...options, strides: 2 }).forward(three()), image([[12]]), 0);
  const same = new Conv2D(1, 1, 2, { ...options, padding: 'same' }); // pads after
  await expectClose(
    same.forward(three()),
    image([
      [12, 16, 9],
      [24, 28, 15],
      [15, 17, 9],
    ]),
    0,
  );
});

test('bias, then the activation', async () => {
  const layer = new Conv2D(1, 1, 2, {
    kernelInitializer: ones,
    biasInitializer: constant(-16),
    activation: relu,
  });
  await expectClose(
    layer.forward(three()),
    image([
      [0, 0],
      [8, 12],
    ]),
    0,
  );
});

test('a kernel is laid over the image as it stands, not turned', async () => {
  const kernelInitializer = (): Float32Array => Float32Array.of(0, 1, 0, 0); // [[0, 1], [0, 0]]
  await expectClose(
    new Conv2D(1, 1, 2, { kernelInitializer }).forward(three()),
    image([
      [2, 3],
      [5, 6],
    ]),
    0,
  );
});

test('filters mix channels', async () => {
  const kernelInitializer = (): Float32Array => Float32Array.of(1, 10, 2, 20); // [channel 0: 1, 10], [channel 1: 2, 20]
  const layer = new Conv2D(2, 2, 1, { kernelInitializer });
  await expectClose(
    layer.forward(tf.tensor4d([3, 4], [1, 1, 1, 2])),
    tf.tensor4d([11, 110], [1, 1, 1, 2]),
    0,
  );
});
