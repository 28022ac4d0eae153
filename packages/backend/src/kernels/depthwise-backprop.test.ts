import '@tensorflow/tfjs-backend-wasm'; // registers the stock kernels, before Thaw's own join them
import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { ensureDevice, Random, tf, useDevice } from '../index.ts';
import { depthwiseBackpropFilter, depthwiseBackpropInput } from './depthwise-backprop.ts';

type Image = tf.Tensor4D;
const stock = ['Input', 'Filter'].map((of) => tf.getKernel(`DepthwiseConv2dNativeBackprop${of}`, 'wasm'));
const draw = (seed: number, ...shape: number[]): tf.Tensor =>
  tf.tensor(new Random(seed).normal(tf.util.sizeFromShape(shape)), shape);

beforeAll(async () => {
  await ensureDevice();
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

const slidings = [
  { x: [2, 5, 6, 3], w: [3, 3, 3, 1], strides: 1, pad: 'same' },
  { x: [1, 7, 6, 2], w: [3, 2, 2, 2], strides: 2, pad: 'same' },
  { x: [1, 8, 5, 2], w: [2, 2, 2, 3], strides: 3, pad: 'valid' },
  { x: [1, 6, 6, 2], w: [3, 3, 2, 1], strides: 2, pad: 1 },
  { x: [2, 6, 7, 2], w: [1, 1, 2, 2], strides: 2, pad: 2 }, // windows that see the border alone
  { x: [1, 6, 9, 3], w: [2, 5, 3, 1], strides: 1, pad: 1 }, // TensorFlow.js counts the windows of both axes by the height
] as const;

test.each(slidings)('gradients equal central differences: $x with $w, $strides, $pad', async (sliding) => {
  const { x, w, strides, pad } = sliding;
  await checkGradient(
    (image, taps) =>
      tf
        .depthwiseConv2d(image as Image, taps as Image, strides, pad)
        .square()
        .mean(),
    [draw(1, ...x), draw(2, ...w)],
  );
});

test.each(slidings)(
  'composed, both equal the kernels of wasm: $x with $w, $strides, $pad',
  async (sliding) => {
    await useDevice('wasm');
    const { strides, pad } = sliding;
    const [x, w] = [draw(1, ...sliding.x), draw(2, ...sliding.w)] as [Image, Image];
    const dy = draw(3, ...tf.depthwiseConv2d(x, w, strides, pad).shape) as Image;
    const how = { strides, pad, dilations: 1, inputShape: x.shape, filterShape: w.shape };
    const run = (of: string, inputs: tf.NamedTensorMap): tf.Tensor =>
      tf.engine().runKernel(`DepthwiseConv2dNativeBackprop${of}`, inputs, how);
    await expectClose(depthwiseBackpropInput(dy, w, how), run('Input', { dy, filter: w }), 1e-6);
    await expectClose(depthwiseBackpropFilter(x, dy, how), run('Filter', { x, dy }), 2e-6);
    await ensureDevice();
  },
);

test('they leave no tensor behind', async () => {
  const [x, w, dy] = [draw(1, 1, 5, 5, 2), draw(2, 3, 3, 2, 2), draw(3, 1, 3, 3, 4)] as [Image, Image, Image];
  const how = { strides: 2, pad: 'same', inputShape: x.shape, filterShape: w.shape } as const;
  await expectNoLeak(() => depthwiseBackpropInput(dy, w, how).dispose());
  await expectNoLeak(() => depthwiseBackpropFilter(x, dy, how).dispose());
});
