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
// On WebGPU, whose programs take long to build in software, the last of each layer, which is the oddest.
const cases = currentDevice()?.name === 'webgpu' ? [...lastOfEach(all)] : all;

function lastOfEach(given: readonly Case[]): Iterable<Case> {
  return new Map(
    given.map((each) => [`${each.layer} ${JSON.stringify(each.arguments).includes('bilinear')}`, each]),
  ).values();
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
