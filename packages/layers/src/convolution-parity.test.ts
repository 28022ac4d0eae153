import { currentDevice, ensureDevice, tf } from '@thaw/backend';
import type { Module } from '@thaw/core';
import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import fixture from '../fixtures/convolution.json' with { type: 'json' };
import * as layers from './index.ts';

// Against PyTorch 1.13.1; ../fixtures/convolution.py made the numbers and says how.
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
  weights: Record<string, Numbers>;
  weight: Numbers;
  output: Numbers;
  gradients: Record<string, Numbers>;
}

const all = fixture as unknown as Case[];
// On WebGPU, whose programs take long to build in software, one of each way of computing.
const ways = [
  'Conv1D(4, 8, 3, {"strides": 1, "padding": "causal", "dilationRate": 3, "groups": 4})',
  'Conv1D(4, 6, 3, {"strides": 2, "padding": "causal", "dilationRate": 2, "groups": 2})',
  'Conv2D(4, 6, [3, 2], {"strides": [2, 1], "padding": "valid", "dilationRate": [2, 3], "groups": 2})',
  'Conv3D(4, 6, [2, 2, 2], {"strides": [2, 3, 2], "padding": "same", "dilationRate": [1, 1, 1], "groups": 2})',
  'Conv2DTranspose(2, 3, [3, 4], {"strides": [3, 2], "padding": "valid", "dilationRate": [2, 1], "outputPadding": [2, 1]})',
  'Conv3DTranspose(2, 3, [3, 2, 1], {"strides": [2, 3, 2], "padding": "same", "dilationRate": [1, 1, 1]})',
  'SeparableConv1D(3, 4, 3, {"strides": 1, "padding": "causal", "dilationRate": 3, "depthMultiplier": 2})',
  'DepthwiseConv2D(3, [3, 2], {"strides": [2, 2], "padding": "same", "dilationRate": [1, 1], "depthMultiplier": 2})',
  'LocallyConnected2D([7, 6], 2, 3, [3, 2], {"strides": [2, 3]})',
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
  '%s: output and gradients equal those of PyTorch',
  async (_, given) => {
    const layer = new makers[given.layer]!(...given.arguments);
    const parameters = layer.parameters();
    expect([...parameters.keys()]).toEqual(Object.keys(given.weights));
    for (const [name, values] of Object.entries(given.weights)) {
      expect(parameters.get(name)!.shape).toEqual(values.shape);
      parameters.get(name)!.assign(Float32Array.from(values.data));
    }
    const [input, weight] = [tensor(given.input), tensor(given.weight)];
    const output = layer.forward(input);
    expect(output.shape).toEqual(given.output.shape);
    await expectClose(output, Float64Array.from(given.output.data), TOLERANCE);
    const variables = [...parameters.values()].map(({ value }) => value);
    const gradients = tf.grads((x) => tf.sum(tf.mul(layer.forward(x as tf.Tensor), weight)))([
      input,
      ...variables,
    ]);
    const largest = Math.max(...Object.values(given.gradients).flatMap(({ data }) => data.map(Math.abs)));
    for (const [i, { shape, data }] of Object.values(given.gradients).entries()) {
      expect(gradients[i]!.shape).toEqual(shape);
      await expectClose(gradients[i]!, Float64Array.from(data), TOLERANCE, largest / 1000);
    }
    layer.dispose();
  },
);
