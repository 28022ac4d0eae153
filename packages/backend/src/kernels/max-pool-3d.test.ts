import '@tensorflow/tfjs-backend-wasm'; // registers the stock kernels, before Thaw's own join them
import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Random, tf, useDevice } from '../index.ts';
import { maxPool3D, maxPool3DGrad } from './max-pool-3d.ts';
import { registerMissingKernels } from './missing-kernels.ts';

type Volume = tf.Tensor5D;
const stock = tf.getKernel('MaxPool3D', 'wasm')!;
const line = (...values: number[]): Volume => tf.tensor(values, [1, 1, 1, values.length, 1]) as Volume;
const pairs = { filterSize: [1, 1, 2] as [number, number, number], strides: 1, pad: 'valid' } as const;

beforeAll(async () => {
  await useDevice('wasm');
});

test('the stock kernel of wasm finds no largest below zero', () => {
  const { dataId } = stock.kernelFunc({
    inputs: { x: line(-3, -2) },
    attrs: pairs,
    backend: tf.backend(),
  }) as tf.TensorInfo;
  expect((tf.backend().readSync(dataId) as Float32Array)[0]).toBeCloseTo(0, 30);
});

test('the largest of each window, and its gradient to the first of the largest', async () => {
  await expectClose(maxPool3D(line(-3, -2, 5, 5), pairs), line(-2, 5, 5), 0);
  await expectClose(maxPool3DGrad(line(1, 10, 100), line(-3, -2, 5, 5), pairs), line(0, 1, 110, 0), 0);
});

test.each(['cpu', 'wasm'] as const)(
  'the gradient equals central differences where windows overlap: %s',
  async (device) => {
    await useDevice(device);
    registerMissingKernels(device);
    const x = tf.tensor(new Random(1).normal(120), [1, 3, 5, 4, 2]);
    await checkGradient(
      (a) =>
        tf
          .maxPool3d(a as Volume, [2, 3, 2], [1, 2, 1], 'same')
          .square()
          .sum(),
      [x],
      { step: 1e-3 },
    );
  },
);

test('windows that leave places out begin where TensorFlow.js says, and look nowhere else', async () => {
  const alone = { filterSize: 1, strides: 2, pad: 'same' } as const;
  const x = line(1, 2, 3, 4);
  const stock = await expectedOf(x);
  await useDevice('wasm');
  await expectClose(maxPool3D(x, alone), line(...stock), 0);
  await expectClose(maxPool3DGrad(line(10, 100), x, alone), line(0, 10, 0, 100), 0);
});

/** What cpu makes of the same. */
async function expectedOf(x: Volume): Promise<number[]> {
  await useDevice('cpu');
  return [...(await tf.maxPool3d(x, 1, 2, 'same').data())];
}

test('they leave no tensor behind', async () => {
  const [x, dy] = [line(1, 3, 2), line(1, 1)];
  await expectNoLeak(() => maxPool3D(x, pairs).dispose());
  await expectNoLeak(() => maxPool3DGrad(dy, x, pairs).dispose());
});
