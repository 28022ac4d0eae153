import { expect, test, vi } from 'vitest';

import { tf, useDevice } from '../index.ts';

vi.mock('../wasm/share-memory.ts', () => ({ shareMemory: () => undefined, hasSharedMemory: () => true }));

test("a .wasm that cannot be shared still computes, by TensorFlow.js's own kernels, with one warning", async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const device = await useDevice('wasm');
  await useDevice('wasm');
  expect(device).toEqual({ name: 'wasm', reason: 'it was asked for', threads: 1, fusedMultiplyAdd: false });
  expect(warn).toHaveBeenCalledTimes(1);
  expect(warn.mock.calls[0]![0]).toBe(
    "The wasm device computes with TensorFlow.js's own kernels, several times slower and on one thread, since those of Thaw miss " +
      "a memory that threads share, made by changing one byte of TensorFlow.js's .wasm; they belong to version 4.22.0, and this is " +
      '4.22.0. Install @tensorflow/tfjs@4.22.0 and @tensorflow/tfjs-backend-wasm@4.22.0.',
  );

  const [x, w] = [tf.ones<tf.Rank.R4>([1, 4, 4, 1]), tf.ones<tf.Rank.R4>([3, 3, 1, 2])];
  const gradient = tf.grad((filter: tf.Tensor) => tf.conv2d(x, filter as tf.Tensor4D, 1, 'valid').sum())(w);
  expect(gradient.dataSync()[0]).toBe(4); // composed, since TensorFlow.js lacks it
  expect(tf.matMul(tf.ones([2, 3]), tf.ones([4, 3]), false, true).dataSync()[0]).toBe(3);
});
