import { expect, test } from 'vitest';

import { GROUP, type Group } from '../compile/group/group.ts';
import { registerWasmGroups } from '../compile/group/wasm/kernel.ts';
import { wasmKernels } from '../device/wasm.ts';
import { Random, tf, useDevice } from '../index.ts';

const shape = [301, 130];
const group: Group = {
  shape,
  outer: 2,
  inputs: [{ strides: [130, 1], offset: 0, dtype: 'float32' }],
  steps: [
    { op: 'load', input: 0 },
    { op: 'unary', kernel: 'Softplus', a: 0 },
    { op: 'binary', kernel: 'Multiply', a: 0, b: 1 },
  ],
  outputs: [{ step: 2, per: 'element', shape, dtype: 'float32' }],
};

test.each([1, 3])(
  'in a page too a group has the bits of its kernels, with %i threads asked for',
  async (threads) => {
    await useDevice('wasm', { threads });
    const release = await registerWasmGroups(wasmKernels()!).hold([group]);
    const x = tf.tensor(new Random(2).normal(301 * 130), shape);
    const inputs = [x] as unknown as tf.NamedTensorMap;
    const [y] = tf.engine().runKernel(GROUP, inputs, { group } as unknown as tf.NamedAttrMap) as tf.Tensor[];
    expect(await y!.data()).toEqual(await tf.mul(x, tf.softplus(x)).data());
    release();
  },
);
