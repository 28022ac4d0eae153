import { ensureDevice, tf } from '@thaw/backend';
import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import {
  Permute,
  PixelShuffle,
  PixelUnshuffle,
  RepeatVector,
  Reshape,
  UpSampling1D,
  UpSampling2D,
} from '../index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const image = (rows: number[][]): tf.Tensor => tf.tensor2d(rows).expandDims(0).expandDims(-1);

test('every place is repeated side by side, with all its channels', async () => {
  const x = tf.tensor3d([1, -1, 2, -2], [1, 2, 2]);
  await expectClose(new UpSampling1D(2).forward(x), tf.tensor3d([1, -1, 1, -1, 2, -2, 2, -2], [1, 4, 2]), 0);
  await expectClose(new UpSampling2D([1, 2]).forward(image([[1, 2]])), image([[1, 1, 2, 2]]), 0);
});

test('bilinear mixes neighbours by the distance of pixel centres', async () => {
  const layer = new UpSampling2D([1, 2], { interpolation: 'bilinear' });
  await expectClose(layer.forward(image([[0, 4]])), image([[0, 1, 3, 4]]), 1e-6);
});

test('channels become pixels in the order of the paper, and pixels channels again', async () => {
  const x = tf.tensor4d([1, 2, 3, 4, -1, -2, -3, -4], [1, 1, 1, 8]); // two channels of 2x2
  const y = tf.tensor4d([1, -1, 2, -2, 3, -3, 4, -4], [1, 2, 2, 2]);
  await expectClose(new PixelShuffle(2).forward(x), y, 0);
  await expectClose(new PixelUnshuffle(2).forward(y), x, 0);
  const one = tf.tensor4d([1, 2, 3, 4], [1, 1, 1, 4]); // of one channel TensorFlow's order is the same
  await expectClose(new PixelShuffle(2).forward(one), tf.depthToSpace(one, 2), 0);
});

test('another shape, another order of axes, the same row again', async () => {
  const x = tf.tensor2d([[1, 2, 3, 4, 5, 6]]);
  const rows = tf.tensor3d([1, 2, 3, 4, 5, 6], [1, 2, 3]);
  await expectClose(new Reshape([2, -1]).forward(x), rows, 0);
  await expectClose(new Permute([2, 1]).forward(rows), tf.tensor3d([1, 4, 2, 5, 3, 6], [1, 3, 2]), 0);
  await expectClose(
    new RepeatVector(2).forward(tf.tensor2d([[1, 2]])),
    tf.tensor3d([1, 2, 1, 2], [1, 2, 2]),
    0,
  );
});

test('no rows stay no rows', () => {
  expect(new Reshape([2, -1]).forward(tf.zeros([0, 6])).shape).toEqual([0, 2, 3]);
});
