import { currentDevice, ensureDevice, tf } from '@thaw/backend';
import type { Module } from '@thaw/core';
import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import fixture from '../fixtures/spatial.json' with { type: 'json' };
import * as layers from './index.ts';

// Against PyTorch 1.13.1; ../fixtures/spatial.py made the numbers and says how.
const TOLERANCE = 1e-5;

interface Numbers {
  shape: number[];
  data: number[];
}

interface Case {
  name: string;
  layer: string;
  arguments: unknown[];
  input: Numbers;
  weight: Numbers;
  output: Numbers;
  gradient: Numbers;
}

const all = fixture as unknown as Case[];
// On WebGPU, whose programs take long to build in software, one of each way of computing.
const ways = [
  'MaxPooling1D(3, {"strides": 2, "padding": "same"})',
  'MaxPooling3D([3, 2, 3], {"strides": [2, 1, 2], "padding": "same"})',
  'AveragePooling3D([3, 2, 3], {"strides": [2, 1, 2], "padding": "same"})',
  'GlobalMaxPooling3D()',
  'AdaptiveMaxPooling2D([3, 5])',
  'AdaptiveAveragePooling3D([2, 1, 3])',
  'LpPooling2D(3, [2, 3], {"strides": [2, 1]})',
  'ZeroPadding3D([[1, 2], [2, 0], [0, 1]])',
  'ReflectPadding3D([[1, 2], [2, 0], [0, 1]])',
  'Cropping3D([[1, 2], [2, 0], [0, 1]])',
  'UpSampling3D([2, 3, 2])',
  'UpSampling2D([3, 2], {"interpolation": "bilinear"})',
  'PixelShuffle(2)',
  'PixelUnshuffle(3)',
];
const cases = currentDevice()?.name === 'webgpu' ? ways.map(named) : all;

function named(name: string): Case {
  const found = all.find((each) => each.name === name);
  if (!found) throw new Error(`there is no case ${name}`);
  return found;
}

beforeAll(async () => {
  await ensureDevice();
});

const tensor = ({ shape, data }: Numbers): tf.Tensor => tf.tensor(data, shape);
const makers = layers as unknown as Record<string, new (...given: unknown[]) => Module>;

test.each(cases.map((each) => [each.name, each] as const))(
  '%s: output and gradient equal those of PyTorch',
  async (_, given) => {
    const layer = new makers[given.layer]!(...given.arguments);
    const [input, weight] = [tensor(given.input), tensor(given.weight)];
    const output = layer.forward(input);
    expect(output.shape).toEqual(given.output.shape);
    await expectClose(output, Float64Array.from(given.output.data), TOLERANCE);
    const gradient = tf.grad((x: tf.Tensor) => tf.sum(tf.mul(layer.forward(x), weight)))(input);
    await expectClose(gradient, Float64Array.from(given.gradient.data), TOLERANCE);
  },
);
