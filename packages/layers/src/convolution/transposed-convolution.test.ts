import { ensureDevice, Random, tf } from '@thaw/backend';
import { ones } from '@thaw/core';
import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Conv1DTranspose, Conv2D, Conv2DTranspose, Conv3D } from '../index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const sequence = (...values: number[]): tf.Tensor => tf.tensor(values, [1, values.length, 1]);

test('each place is spread over as many as the filter has taps, and what overlaps is added up', async () => {
  const kernelInitializer = (): Float32Array => Float32Array.of(1, 2, 3);
  const x = sequence(1, 10);
  const spread = (options: object): tf.Tensor =>
    new Conv1DTranspose(1, 1, 3, { kernelInitializer, ...options }).forward(x);
  await expectClose(spread({}), sequence(1, 12, 23, 30), 0);
  await expectClose(spread({ strides: 2 }), sequence(1, 2, 13, 20, 30), 0);
  await expectClose(spread({ strides: 2, outputPadding: 1 }), sequence(1, 2, 13, 20, 30, 0), 0);
  await expectClose(spread({ strides: 2, padding: 'same' }), sequence(1, 2, 13, 20), 0);
  await expectClose(spread({ strides: 2, padding: 'same', outputPadding: 0 }), sequence(2, 13, 20), 0);
  await expectClose(spread({ dilationRate: 2 }), sequence(1, 10, 2, 20, 3, 30), 0);
  await expectClose(spread({ strides: 4 }), sequence(1, 2, 3, 0, 10, 20, 30, 0), 0);
});

test.each(['same', 'valid'] as const)(
  'it is the gradient of a convolution in its input, with the same kernel: %s',
  async (padding) => {
    const random = new Random(3);
    const draw = (...shape: number[]): tf.Tensor =>
      tf.tensor(random.normal(tf.util.sizeFromShape(shape)), shape);
    const [strides, kernelSize] = [2, [4, 3]] as const;
    const forward = new Conv2D(5, 3, kernelSize, { strides, padding, useBias: false });
    const back = new Conv2DTranspose(3, 5, kernelSize, { strides, padding, useBias: false });
    back.kernel.assign((await forward.kernel.data()) as Float32Array);
    const dy = draw(2, 4, 3, 3);
    const spread = back.forward(dy);
    const gradient = tf.grad((x: tf.Tensor) => forward.forward(x).mul(dy).sum())(draw(...spread.shape));
    await expectClose(spread, gradient, 1e-5);
  },
);

test("over volumes 'same' begins at the first place as over images, also where windows leave places out", async () => {
  const layer = new Conv3D(1, 1, 1, { strides: 2, padding: 'same', kernelInitializer: ones });
  const line = tf.tensor5d([1, 2, 3, 4], [1, 4, 1, 1, 1]);
  await expectClose(layer.forward(line), tf.tensor5d([1, 3], [1, 2, 1, 1, 1]), 0);
  const stock = await tf.conv3d(line, tf.ones([1, 1, 1, 1, 1]), 2, 'same').data();
  expect([...stock]).toEqual([2, 4]); // the fault of TensorFlow.js's own
});
