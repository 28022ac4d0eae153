import '@tensorflow/tfjs-backend-wasm'; // registers the stock kernels, before Thaw's own join them
import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Random, tf, useDevice } from '../index.ts';
import { dilation2D, dilation2DGradient } from './dilation2d.ts';
import { registerMissingKernels } from './missing-kernels.ts';

const stock = tf.getKernel('Dilation2D', 'wasm')!;
const line = (...values: number[]): tf.Tensor4D => tf.tensor4d(values, [1, 1, values.length, 1]);
const taps = (): tf.Tensor3D => tf.tensor3d([0, -1], [1, 2, 1]);
const how = { strides: 1, pad: 'valid', dilations: 1 } as const;

beforeAll(async () => {
  await useDevice('wasm');
});

test('the stock kernel of wasm finds no largest below zero', () => {
  const { dataId } = stock.kernelFunc({
    inputs: { x: line(-3, -2), filter: taps() },
    attrs: how,
    backend: tf.backend(),
  }) as tf.TensorInfo;
  expect((tf.backend().readSync(dataId) as Float32Array)[0]).toBeCloseTo(0, 30);
});

test('the largest of image plus filter, and its gradients to the first place of the largest', async () => {
  const x = line(-3, -2, 4);
  await expectClose(dilation2D(x, taps(), how), line(-3, 3), 0); // both places of the first window give -3
  await expectClose(dilation2DGradient('x', x, taps(), line(1, 10), how), line(1, 0, 10), 0);
  await expectClose(dilation2DGradient('filter', x, taps(), line(1, 10), how), Float32Array.of(1, 10), 0);
});

test.each(['same', 'valid'] as const)('the gradients equal central differences: %s', async (pad) => {
  registerMissingKernels('wasm');
  const random = new Random(1);
  const inputs = [tf.tensor(random.normal(60), [1, 5, 6, 2]), tf.tensor(random.normal(12), [3, 2, 2])];
  await checkGradient(
    (x, w) =>
      tf
        .dilation2d(x as tf.Tensor4D, w as tf.Tensor3D, [2, 1], pad)
        .square()
        .sum(),
    inputs,
    { step: 1e-3 },
  );
});

test('they leave no tensor behind', async () => {
  const [x, w, dy] = [line(1, 2, 3), taps(), line(1, 1)];
  await expectNoLeak(() => dilation2D(x, w, how).dispose());
  await expectNoLeak(() => dilation2DGradient('x', x, w, dy, how).dispose());
  await expectNoLeak(() => dilation2DGradient('filter', x, w, dy, how).dispose());
});
