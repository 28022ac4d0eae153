import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { tf, useDevice } from '../index.ts';
import { mended, stockOf } from '../conformance/stock-webgl.ts';

const stock = stockOf('CropAndResize', 'FloorDiv', 'PadV2', 'Reverse', 'Select');

beforeAll(async () => {
  await useDevice('webgl');
});

test('a box is cut out of its own image, not of that with the number of the box', async () => {
  const image = tf.tensor4d([1, 2, 3], [3, 1, 1, 1]);
  const inputs = { image, boxes: tf.tensor2d([[0, 0, 1, 1]]), boxInd: tf.tensor1d([2], 'int32') };
  const attributes = { cropSize: [1, 1], method: 'bilinear', extrapolationValue: 0 };
  await expectClose(stock('CropAndResize', inputs, attributes).flatten(), [1], 0);
  await expectClose(mended('CropAndResize', inputs, attributes).flatten(), [3], 0);
});

test('numbers are divided before they are rounded down', async () => {
  const inputs = { a: tf.tensor1d([1.4, -1, 6]), b: tf.tensor1d([0.4, 4, 2]) };
  await expectClose(stock('FloorDiv', inputs).slice(1), [-1, 3], 0); // 1 / 0 is whatever the driver says
  await expectClose(mended('FloorDiv', inputs), [3, -1, 3], 0);
  const near = { a: tf.tensor1d([7.4]), b: tf.tensor1d([3.6]) };
  await expectClose(stock('FloorDiv', near), [1], 0);
  await expectClose(mended('FloorDiv', near), [2], 0);
  const whole = { a: tf.tensor1d([7, -7], 'int32'), b: tf.tensor1d([2, 2], 'int32') };
  await expectClose(mended('FloorDiv', whole), [3, -4], 0);
});

const six = (): tf.Tensor => tf.range(0, 8).reshape([2, 1, 2, 1, 2, 1]);

test.each([
  ['PadV2', { x: six }, { paddings: [[0, 0], [0, 0], [0, 0], [0, 0], [0, 0], [0, 1]], constantValue: 9 }, [0, 9, 1, 9, 2, 9, 3, 9, 4, 9, 5, 9, 6, 9, 7, 9]],
  ['Reverse', { x: six }, { dims: [0, 4] }, [5, 4, 7, 6, 1, 0, 3, 2]],
  ['Select', { condition: () => six().greater(3), t: six, e: () => six().neg() }, {}, [0, -1, -2, -3, 4, 5, 6, 7]],
] as [string, Record<string, () => tf.Tensor>, Record<string, unknown>, number[]][])('%s of six axes, which TensorFlow.js refuses', async (name, given, attributes, expected) => {
  const inputs = Object.fromEntries(Object.entries(given).map(([key, make]) => [key, make()]));
  expect(() => stock(name, inputs, attributes)).toThrow(/not yet supported|Failed to compile fragment shader/);
  const result = mended(name, inputs, attributes);
  await expectClose(result.flatten(), expected, 0);
  await expectNoLeak(() => mended(name, inputs, attributes).dispose());
}); // prettier-ignore

test('starting twice mends each kernel once', async () => {
  const kernels = ['CropAndResize', 'Einsum', 'Select'];
  const functions = (): unknown[] => kernels.map((name) => tf.getKernel(name, 'webgl').kernelFunc);
  const first = functions();
  await useDevice('cpu');
  await useDevice('webgl');
  expect(functions()).toEqual(first);
});
