import { ensureDevice, tf } from '@thaw/backend';
import { constant, ones, relu } from '@thaw/core';
import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Conv1D, Conv2D, Conv2DTranspose, Conv3D, DepthwiseConv2D, LocallyConnected2D } from '../index.ts';

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

const sequence = (...values: number[]): tf.Tensor => tf.tensor(values, [1, values.length, 1]);

test('a causal one sees what came before alone, taps as far apart as they are told', async () => {
  const kernelInitializer = (): Float32Array => Float32Array.of(100, 10, 1);
  const causal = { kernelInitializer, padding: 'causal' } as const;
  const x = sequence(1, 2, 3, 4, 5);
  await expectClose(new Conv1D(1, 1, 3, causal).forward(x), sequence(1, 12, 123, 234, 345), 0);
  await expectClose(
    new Conv1D(1, 1, 3, { ...causal, dilationRate: 2 }).forward(x),
    sequence(1, 2, 13, 24, 135),
    0,
  );
  await expectClose(
    new Conv1D(1, 1, 3, { ...causal, dilationRate: 2, strides: 2 }).forward(x),
    sequence(1, 13, 135),
    0,
  );
});

test('filters of a group see its channels alone', async () => {
  const channels = tf.tensor4d([1, 10, 100, 1000], [1, 1, 1, 4]);
  const two = new Conv2D(4, 2, 1, { groups: 2, kernelInitializer: ones });
  await expectClose(two.forward(channels), tf.tensor4d([11, 1100], [1, 1, 1, 2]), 0);
  const kernelInitializer = (): Float32Array => Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  const each = new Conv2D(4, 8, 1, { groups: 4, kernelInitializer });
  await expectClose(
    each.forward(channels),
    tf.tensor4d([1, 2, 30, 40, 500, 600, 7000, 8000], [1, 1, 1, 8]),
    0,
  );
});

test('sums over a volume', async () => {
  const volume = tf.tensor5d([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 2, 2, 1]);
  const layer = new Conv3D(1, 1, [1, 2, 2], { kernelInitializer: ones, activation: relu });
  await expectClose(layer.forward(volume), tf.tensor5d([10, 26], [1, 2, 1, 1, 1]), 0);
});

test('an activation that no kernel folds in sees the shape that comes out', () => {
  const shapes: number[][] = [];
  const activation = (x: tf.Tensor): tf.Tensor => {
    shapes.push(x.shape);
    return x.neg();
  };
  new Conv1D(2, 3, 2, { activation }).forward(tf.ones([4, 5, 2]));
  expect(shapes).toEqual([[4, 4, 3]]);
});

test('whole numbers, such as the bytes of an image, count as float32', async () => {
  const bytes = (rank: number): tf.Tensor =>
    tf.fill([1, ...Array.from({ length: rank }, () => 2), 1], 3, 'int32');
  const kernelInitializer = ones;
  const sums = [
    new Conv3D(1, 1, 2, { kernelInitializer }).forward(bytes(3)),
    new Conv2DTranspose(1, 1, 1, { kernelInitializer }).forward(bytes(2)).sum(),
    new DepthwiseConv2D(1, 2, { depthwiseInitializer: ones }).forward(bytes(2)),
    new LocallyConnected2D(2, 1, 1, 2, { kernelInitializer }).forward(bytes(2)),
  ];
  for (const [i, sum] of [24, 12, 12, 12].entries()) await expectClose(sums[i]!.reshape([1]), [sum], 0);
});
