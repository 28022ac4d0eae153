import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { describe, expect, test } from 'vitest';

import { ensureDevice, Random, tf, useDevice } from '../index.ts';

const pool = (x: tf.Tensor): tf.Tensor => tf.avgPool(x as tf.Tensor4D, [1, 2], [1, 2], 'same');
const row = (values: number[]): tf.Tensor => tf.tensor(values, [1, 1, values.length, 1]);

describe('the gradient of average pooling', () => {
  // This test stands first: it shows the fault, before a device is chosen through Thaw.
  test('of TensorFlow.js divides a border window by places that are not there', async () => {
    tf.enableProdMode(); // in which cpu greets nobody
    await tf.setBackend('cpu');
    await expectClose(pool(row([1, 2, 3])), row([1.5, 3]), 0);
    await expectClose(tf.grad(pool)(row([1, 2, 3])), row([0.5, 0.5, 0.5]), 0); // the last is 1
  });

  test('divides by the pixels that are there, and is mended once', async () => {
    await ensureDevice();
    await useDevice();
    await expectClose(tf.grad(pool)(row([1, 2, 3])), row([0.5, 0.5, 1]), 0);
  });

  test.each([
    ['2x2 by 2x2 same', [2, 2], [2, 2], 'same'],
    ['3x3 by 2x2 same', [3, 3], [2, 2], 'same'],
    ['2x3 by 3x1 same', [2, 3], [3, 1], 'same'],
    ['3x3 by 1x1 padded by 1', [3, 3], [1, 1], 1],
    ['2x2 by 1x1 valid', [2, 2], [1, 1], 'valid'],
  ] as [string, [number, number], [number, number], 'same' | 'valid' | number][])(
    'equals central differences: %s',
    async (_, size, strides, pad) => {
      const x = tf.tensor(new Random(1).normal(2 * 5 * 4 * 2), [2, 5, 4, 2]);
      await checkGradient(
        (image) => tf.square(tf.avgPool(image as tf.Tensor4D, size, strides, pad)).sum(),
        [x],
      );
    },
  );

  test.each([
    ['2x2x2 by 2x2x2 same', [2, 2, 2], [2, 2, 2]],
    ['2x3x2 by 1x2x1 same', [2, 3, 2], [1, 2, 1]],
  ] as [string, [number, number, number], [number, number, number]][])(
    'equals central differences over three axes: %s',
    async (_, size, strides) => {
      const x = tf.tensor(new Random(1).normal(3 * 5 * 4 * 2), [1, 3, 5, 4, 2]);
      await checkGradient(
        (volume) => tf.square(tf.avgPool3d(volume as tf.Tensor5D, size, strides, 'same')).sum(),
        [x],
      );
    },
  );

  test('leaves no tensor behind', async () => {
    const x = row([1, 2, 3]);
    await expectNoLeak(() => tf.grad(pool)(x).dispose());
    expect(x.isDisposed).toBe(false);
  });
});
