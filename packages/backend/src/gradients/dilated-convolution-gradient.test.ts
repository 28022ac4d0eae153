import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { describe, expect, test } from 'vitest';

import { ensureDevice, Random, tf } from '../index.ts';

const draw = (seed: number, ...shape: number[]): tf.Tensor =>
  tf.tensor(new Random(seed).normal(tf.util.sizeFromShape(shape)), shape);
type Image = tf.Tensor4D;
type Volume = tf.Tensor5D;

// x is one line of five, w two taps that lie two places apart.
const line = (x: tf.Tensor, w: tf.Tensor): tf.Tensor =>
  tf
    .conv2d(x as Image, w as Image, 1, 'valid', 'NHWC', [1, 2])
    .mul(tf.tensor4d([1, 10, 100], [1, 1, 3, 1]))
    .sum();
const given = (): tf.Tensor[] => [tf.tensor([1, 2, 3, 4, 5], [1, 1, 5, 1]), tf.tensor([1, 2], [1, 2, 1, 1])];

describe('the gradient of a convolution whose taps lie apart', () => {
  // This test stands first: it shows the fault, before a device is chosen through Thaw.
  test('is not there in TensorFlow.js', async () => {
    tf.enableProdMode(); // in which cpu greets nobody
    await tf.setBackend('cpu');
    expect(() => tf.grads(line)(given())).toThrow('dilation rates greater than 1');
  });

  test('goes to where the taps lay', async () => {
    await ensureDevice();
    const [x, w] = tf.grads(line)(given());
    await expectClose(x!, Float32Array.of(1, 10, 102, 20, 200), 1e-6);
    await expectClose(w!, Float32Array.of(321, 543), 1e-6);
  });

  test.each(['same', 'valid'] as const)('equals central differences over two axes: %s', async (pad) => {
    await checkGradient(
      (x, w) =>
        tf
          .conv2d(x as Image, w as Image, 1, pad, 'NHWC', [2, 3])
          .square()
          .mean(),
      [draw(1, 2, 7, 8, 2), draw(2, 3, 2, 2, 3)],
    );
  });

  // A border wider than the taps reach, so that windows see nothing else; and windows beyond the image, since TensorFlow.js counts those
  // of both axes by the height.
  test.each([
    [1, [2, 2], 2],
    [3, [2, 2], 2],
    [2, [1, 3], [1, 2]],
  ] as const)('equals central differences over two axes, padded by %i, %j taps, %j apart', async (pad, size, apart) => {
    await checkGradient(
      (x, w) => tf.conv2d(x as Image, w as Image, 1, pad, 'NHWC', apart as number).square().mean(),
      [draw(1, 1, 6, 5, 2), draw(2, ...size, 2, 3)],
    );
  }); // prettier-ignore

  test('equals central differences over one and over three axes', async () => {
    await checkGradient(
      (x, w) =>
        tf
          .conv1d(x as tf.Tensor3D, w as tf.Tensor3D, 1, 'same', 'NWC', 4)
          .square()
          .mean(),
      [draw(1, 2, 13, 2), draw(2, 3, 2, 2)],
    );
    await checkGradient(
      (x, w) =>
        tf
          .conv3d(x as Volume, w as Volume, 1, 'same', 'NDHWC', [2, 1, 2])
          .square()
          .mean(),
      [draw(3, 1, 4, 3, 5, 2), draw(4, 2, 2, 2, 2, 2)],
    );
  });

  test('equals central differences of each channel by itself', async () => {
    await checkGradient(
      (x, w) =>
        tf
          .depthwiseConv2d(x as Image, w as Image, 1, 'same', 'NHWC', [2, 1])
          .square()
          .mean(),
      [draw(1, 2, 6, 5, 2), draw(2, 3, 3, 2, 2)],
    );
  });

  test('leaves no tensor behind', async () => {
    const inputs = given();
    await expectNoLeak(() => tf.tidy(() => void tf.grads(line)(inputs)));
  });
});
