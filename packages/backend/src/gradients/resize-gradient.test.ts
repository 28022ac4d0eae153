import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { describe, expect, test } from 'vitest';

import { ensureDevice, Random, tf } from '../index.ts';

const weighed = (x: tf.Tensor): tf.Tensor =>
  tf.image.resizeBilinear(x as tf.Tensor4D, [1, 4], false, true).mul(tf.tensor([1, 10, 100, 1000], [1, 1, 4, 1])).sum(); // prettier-ignore

describe('the gradient of resizing', () => {
  // This test stands first: it shows the fault, before a device is chosen through Thaw.
  test('has height and width swapped in TensorFlow.js on cpu', async () => {
    tf.enableProdMode(); // in which cpu greets nobody
    await tf.setBackend('cpu');
    expect(() => tf.grad(weighed)(tf.ones([1, 1, 2, 1]))).toThrow('Error in gradient for op ResizeBilinear');
  });

  test('goes to where the pixels came from: 1, 3/4 and 1/4, 1/4 and 3/4, 1', async () => {
    await ensureDevice();
    await expectClose(tf.grad(weighed)(tf.ones([1, 1, 2, 1])), Float32Array.of(33.5, 1077.5), 1e-6);
  });

  test.each([
    { size: [7, 5], alignCorners: false, half: true },
    { size: [6, 7], alignCorners: true, half: false },
    { size: [2, 3], alignCorners: false, half: false },
    { size: [1, 3], alignCorners: true, half: false },
  ])(
    'equals central differences: 3 by 4 to $size $alignCorners $half',
    async ({ size, alignCorners, half }) => {
      const x = tf.tensor(new Random(1).normal(48), [2, 3, 4, 2]);
      const to = size as [number, number];
      for (const resize of [tf.image.resizeBilinear, tf.image.resizeNearestNeighbor]) {
        await checkGradient(
          (a) =>
            resize(a as tf.Tensor4D, to, alignCorners, half)
              .square()
              .sum(),
          [x],
        );
      }
    },
  );

  test('ends where an axis of one pixel has its corners aligned', async () => {
    const tall = (x: tf.Tensor): tf.Tensor =>
      tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [3, 1], true).sum();
    await expectClose(tf.grad(tall)(tf.ones([1, 1, 1, 1])), Float32Array.of(3), 0);
  });

  test('leaves no tensor behind', async () => {
    const x = tf.ones([1, 1, 2, 1]);
    await expectNoLeak(() => tf.tidy(() => tf.grad(weighed)(x)).dispose());
  });
});
