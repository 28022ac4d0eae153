import '@tensorflow/tfjs-backend-wasm'; // registers the stock kernels, before Thaw's own join them
import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { ensureDevice, Random, tf } from '../index.ts';
import { depthwiseBackpropFilter, depthwiseBackpropInput } from './depthwise-backprop.ts';
import { registerMissingKernels } from './missing-kernels.ts';

type Image = tf.Tensor4D;
const stock = ['Input', 'Filter'].map((of) => tf.getKernel(`DepthwiseConv2dNativeBackprop${of}`, 'wasm'));
const draw = (seed: number, ...shape: number[]): tf.Tensor =>
  tf.tensor(new Random(seed).normal(tf.util.sizeFromShape(shape)), shape);

beforeAll(async () => {
  registerMissingKernels((await ensureDevice()).name);
});

test('the stock wasm backend has neither', () => {
  expect(stock).toEqual([undefined, undefined]);
});

test('one line of three, two taps: each number reaches two windows', async () => {
  const [x, w] = [tf.tensor4d([1, 2, 3], [1, 1, 3, 1]), tf.tensor4d([10, 1], [1, 2, 1, 1])];
  const dy = tf.tensor4d([5, 7], [1, 1, 2, 1]);
  const how = { strides: 1, pad: 'valid', inputShape: x.shape, filterShape: w.shape } as const;
  await expectClose(depthwiseBackpropInput(dy, w, how), Float32Array.of(50, 75, 7), 0);
  await expectClose(depthwiseBackpropFilter(x, dy, how), Float32Array.of(19, 31), 0);
});

test.each([
  { x: [2, 5, 6, 3], w: [3, 3, 3, 1], strides: 1, pad: 'same' },
  { x: [1, 7, 6, 2], w: [3, 2, 2, 2], strides: 2, pad: 'same' },
  { x: [1, 8, 5, 2], w: [2, 2, 2, 3], strides: 3, pad: 'valid' },
  { x: [1, 6, 6, 2], w: [3, 3, 2, 1], strides: 2, pad: 1 },
] as const)('both equal central differences: $x with $w, strides $strides, $pad', async (one) => {
  const { x, w, strides, pad } = one;
  await checkGradient(
    (image, taps) =>
      tf
        .depthwiseConv2d(image as Image, taps as Image, strides, pad)
        .square()
        .mean(),
    [draw(1, ...x), draw(2, ...w)],
  );
});

test('they leave no tensor behind', async () => {
  const [x, w, dy] = [draw(1, 1, 5, 5, 2), draw(2, 3, 3, 2, 2), draw(3, 1, 3, 3, 4)] as [Image, Image, Image];
  const how = { strides: 2, pad: 'same', inputShape: x.shape, filterShape: w.shape } as const;
  await expectNoLeak(() => depthwiseBackpropInput(dy, w, how).dispose());
  await expectNoLeak(() => depthwiseBackpropFilter(x, dy, how).dispose());
});
