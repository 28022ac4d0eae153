import { beforeAll, expect, test } from 'vitest';

import { tf, useDevice } from '../index.ts';

const events = ['uncaughtException', 'unhandledRejection'];
const listeners = (): unknown[] => events.flatMap((event) => process.listeners(event as 'uncaughtException'));
let before: unknown[];

beforeAll(async () => {
  before = listeners();
  await useDevice('wasm');
});

test('starting leaves no listener on the process that would rethrow errors of others', () => {
  expect(listeners()).toEqual(before);
});

test('it runs with SIMD, on one thread, from bytes inside the package', () => {
  expect(tf.env().get('WASM_HAS_SIMD_SUPPORT')).toBe(true);
  expect(tf.env().get('WASM_HAS_MULTITHREAD_SUPPORT')).toBe(false);
});

test('starting twice mends each kernel once', async () => {
  const kernels = ['Conv2DBackpropFilter', 'Conv2DBackpropInput', 'MaxPoolGrad', 'BatchMatMul', 'OneHot'];
  const functions = (): unknown[] => kernels.map((name) => tf.getKernel(name, 'wasm').kernelFunc);
  const first = functions();
  await useDevice('cpu');
  await useDevice('wasm');
  expect(functions()).toEqual(first);
});

test('every operation that a convolutional net needs has a kernel and a gradient', () => {
  const image = tf.ones<tf.Rank.R4>([2, 6, 6, 1]);
  const filter = tf.ones<tf.Rank.R4>([3, 3, 1, 2]);
  const weights = tf.ones<tf.Rank.R2>([8, 3]);
  const labels = tf.tensor1d([0, 2], 'int32');
  const loss = (x: tf.Tensor, f: tf.Tensor, w: tf.Tensor): tf.Scalar => {
    const maps = tf.relu(tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, 1, 'valid'));
    const pooled = tf.maxPool(maps, 2, 2, 'valid').add(tf.avgPool(maps, 2, 2, 'valid'));
    const logits = tf.matMul(pooled.reshape([2, 8]), w as tf.Tensor2D);
    return tf.logSoftmax(logits).mul(tf.oneHot(labels, 3)).sum().neg() as tf.Scalar;
  };
  const gradients = tf.grads(loss)([image, filter, weights]);
  expect(gradients.map(({ shape }) => shape)).toEqual([image.shape, filter.shape, weights.shape]);
});
