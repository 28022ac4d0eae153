import '@tensorflow/tfjs-backend-wasm'; // registers the stock kernels, before Thaw's own join them
import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Random, tf, useDevice } from '../index.ts';
import { conv3DBackpropFilter, conv3DBackpropInput } from './conv3d-backprop.ts';

type Volume = tf.Tensor5D;
const stock: Record<string, tf.KernelConfig> = {
  Filter: tf.getKernel('Conv3DBackpropFilterV2', 'wasm')!,
  Input: tf.getKernel('Conv3DBackpropInputV2', 'wasm')!,
};
const draw = (seed: number, ...shape: number[]): Volume => {
  const made: tf.Tensor = tf.tensor(new Random(seed).normal(tf.util.sizeFromShape(shape)), shape);
  return made as Volume;
};
const [x, w] = [() => draw(1, 1, 4, 3, 5, 2), () => draw(2, 2, 3, 2, 2, 3)];

beforeAll(async () => {
  await useDevice('wasm');
});

test('the stock kernels of wasm are wrong: one for all strides, one for more than 1', async () => {
  const run = async (of: string, inputs: tf.NamedTensorMap, attributes: object): Promise<tf.Tensor> => {
    const attrs = attributes as unknown as tf.NamedAttrMap;
    const made = stock[of]!.kernelFunc({ inputs, attrs, backend: tf.backend() }) as tf.TensorInfo;
    return tf.tensor((await tf.backend().read(made.dataId)) as Float32Array, made.shape);
  };
  const [volume, taps] = [x(), w()];
  const how = { strides: 1, pad: 'valid', inputShape: volume.shape, filterShape: taps.shape } as const;
  const dy = draw(3, 1, 3, 1, 4, 3);
  const [dx, dw] = [conv3DBackpropInput(dy, taps, how), conv3DBackpropFilter(volume, dy, how)];
  await expectClose(await run('Filter', { x: volume, dy }, how), dw);
  await expect(expectClose(await run('Input', { dy, filter: taps }, how), dx)).rejects.toThrow('differ');

  const apart = { ...how, strides: 2, pad: 'same' } as const;
  const fewer = draw(4, 1, 2, 2, 3, 3);
  const [there, right] = [
    await run('Filter', { x: volume, dy: fewer }, apart),
    conv3DBackpropFilter(volume, fewer, apart),
  ];
  await expect(expectClose(there, right)).rejects.toThrow('differ');
});

test('one line of three, two taps: each number reaches two windows', async () => {
  const [line, taps] = [tf.tensor([1, 2, 3], [1, 1, 1, 3, 1]), tf.tensor([10, 1], [1, 1, 2, 1, 1])] as [
    Volume,
    Volume,
  ];
  const dy = tf.tensor([5, 7], [1, 1, 1, 2, 1]) as Volume;
  const how = { strides: 1, pad: 'valid', inputShape: line.shape, filterShape: taps.shape } as const;
  await expectClose(conv3DBackpropInput(dy, taps, how), Float32Array.of(50, 75, 7), 0);
  await expectClose(conv3DBackpropFilter(line, dy, how), Float32Array.of(19, 31), 0);
});

test.each([
  { strides: 1, dilations: 1, pad: 'valid' },
  { strides: 2, dilations: 1, pad: 'same' },
  { strides: [1, 3, 3], dilations: 1, pad: 'same' }, // whose border is below 0 along the height
  { strides: 1, dilations: [2, 1, 2], pad: 'same' },
] as {
  strides: number | [number, number, number];
  dilations: number | [number, number, number];
  pad: 'valid' | 'same';
}[])('both equal the kernels of wasm: strides $strides, dilations $dilations, $pad', async (sliding) => {
  const [volume, taps] = [x(), w()];
  const { shape } = tf.conv3d(volume, taps, sliding.strides, sliding.pad, 'NDHWC', sliding.dilations);
  const dy = draw(3, ...shape);
  const how = { ...sliding, inputShape: volume.shape, filterShape: taps.shape };
  const run = (of: string, inputs: tf.NamedTensorMap): tf.Tensor =>
    tf.engine().runKernel(`Conv3DBackprop${of}V2`, inputs, how);
  await expectClose(conv3DBackpropInput(dy, taps, how), run('Input', { dy, filter: taps }), 1e-6);
  await expectClose(conv3DBackpropFilter(volume, dy, how), run('Filter', { x: volume, dy }), 2e-6);
});

test('they leave no tensor behind', async () => {
  const [volume, taps, dy] = [x(), w(), draw(3, 1, 3, 1, 4, 3)];
  const how = { strides: 1, pad: 'valid', inputShape: volume.shape, filterShape: taps.shape } as const;
  await expectNoLeak(() => conv3DBackpropInput(dy, taps, how).dispose());
  await expectNoLeak(() => conv3DBackpropFilter(volume, dy, how).dispose());
});
