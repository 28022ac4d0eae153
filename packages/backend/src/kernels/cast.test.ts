import '@tensorflow/tfjs-backend-wasm'; // registers the stock kernels, before Thaw's own replace them
import { expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { tf, useDevice } from '../index.ts';

const stock = tf.getKernel('Cast', 'wasm')!;

beforeAll(async () => {
  await useDevice('wasm');
});

test('the stock kernel takes 256 and a half for false', () => {
  const given = {
    inputs: { x: tf.tensor1d([256, 0.5, 1]) },
    attrs: { dtype: 'bool' },
    backend: tf.backend(),
  } as unknown as Parameters<tf.KernelFunc>[0];
  const info = stock.kernelFunc(given) as tf.TensorInfo;
  expect(Array.from(tf.engine().makeTensorFromTensorInfo(info).dataSync())).toEqual([0, 0, 1]);
});

/** Often enough for vectors and what is left over. */
const many = (values: readonly number[]): number[] => Array.from({ length: 5 }, () => values).flat();

const floats = [0, -0, 1, -1, 0.5, -0.999, 2.7, -2.7, 256, NaN, 1e6, 16777217, -1e-40];
const huge = [2 ** 31, -(2 ** 31), 2 ** 31 + 256, -(2 ** 40), 2 ** 63, 2 ** 70, Infinity, -Infinity, 3, NaN];
const wholes = [0, 1, -1, 256, 65536, 16777217, 2147483647, -2147483648, 7];

test.each([
  ['float32', 'int32', floats, Int32Array.from(many(floats.map(Math.fround)))],
  ['float32', 'int32', huge, Int32Array.from(many(huge))],
  ['float32', 'bool', floats, Uint8Array.from(many(floats.map((x) => Number(x !== 0))))],
  ['int32', 'float32', wholes, Float32Array.from(many(wholes))],
  ['int32', 'bool', wholes, Uint8Array.from(many(wholes.map((x) => Number(x !== 0))))],
  ['bool', 'float32', [0, 1, 1, 0, 1], Float32Array.from(many([0, 1, 1, 0, 1]))],
  ['bool', 'int32', [0, 1, 1, 0, 1], Int32Array.from(many([0, 1, 1, 0, 1]))],
] as const)('%s as %s: %j', (from, to, values, expected) => {
  const result = tf.cast(tf.tensor1d(many(values), from), to);
  expect(result.dtype).toBe(to);
  expect(result.dataSync()).toEqual(expected);
});

test('the numbers are the same for any number of threads', async () => {
  const x = tf.tensor1d(Float32Array.from({ length: 80_001 }, (_, i) => (i % 301) - 150.5));
  await useDevice('wasm', { threads: 1 });
  const alone = tf.cast(x, 'int32').dataSync();
  for (const threads of [2, 3]) {
    await useDevice('wasm', { threads });
    expect(tf.cast(x, 'int32').dataSync()).toEqual(alone);
  }
  expect(alone[0]).toBe(-150);
});

test('numbers that stay what they are are shared, and outlive their original', () => {
  const x = tf.tensor1d([1, 2]);
  const same = tf.cast(x, 'float32');
  expect(same.dataId).toBe(x.dataId);
  x.dispose();
  expect(Array.from(same.dataSync())).toEqual([1, 2]);
});

test('no numbers stay none, and nothing is left behind', async () => {
  expect(tf.cast(tf.zeros([0, 3]), 'int32').shape).toEqual([0, 3]);
  const x = tf.ones([3]);
  await expectNoLeak(() => tf.dispose([tf.cast(x, 'int32'), tf.cast(x, 'float32')]));
});
