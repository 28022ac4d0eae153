import { currentDevice, ensureDevice, tf } from '@thaw/backend';
import { type Activation, gelu, linear, type Module, relu, sigmoid, silu, tanh } from '@thaw/core';
import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import fixture from '../fixtures/blocks.json' with { type: 'json' };
import * as layers from './index.ts';

// Against PyTorch 1.13.1; ../fixtures/blocks.py made the numbers and says how.
const TOLERANCE = 1e-5;

interface Numbers {
  shape: number[];
  data: number[];
}

interface Case {
  layer: string;
  arguments: unknown[];
  activation: string | null;
  input: Numbers;
  weights: Record<string, Numbers>;
  weight: Numbers;
  output: Numbers;
  gradients: Record<string, Numbers>;
}

const all = fixture as unknown as Case[];
// On WebGPU, whose programs take long to build in software, one of each way of computing.
const ways = ['Maxout', 'SqueezeExcite', 'Bottleneck'];
const firsts = ways.map((way) => all.find(({ layer }) => layer === way)!);
const cases = currentDevice()?.name === 'webgpu' ? firsts : all;

beforeAll(async () => {
  await ensureDevice();
});

const tensor = ({ shape, data }: Numbers): tf.Tensor => tf.tensor(data, shape);
const makers = layers as unknown as Record<string, new (...given: unknown[]) => Module>;
const activations: Record<string, Activation> = { gelu, linear, relu, sigmoid, silu, tanh };

function build({ layer, arguments: given, activation }: Case): Module {
  if (activation === null) return new makers[layer]!(...given);
  const last = given.at(-1);
  const isOptions = typeof last === 'object' && !('one' in last!); // the filters of an Inception are none
  const options = { ...(isOptions ? last : {}), activation: activations[activation]! };
  return new makers[layer]!(...(isOptions ? given.slice(0, -1) : given), options);
}

test.each(
  cases.map(
    (each) =>
      [`${each.layer}(${JSON.stringify(each.arguments).slice(1, -1)}) of ${each.activation}`, each] as const,
  ),
)('%s: output and gradients equal those of PyTorch', async (_, given) => {
  const layer = build(given);
  const parameters = layer.parameters();
  expect([...parameters.keys()].sort()).toEqual(Object.keys(given.weights).sort());
  for (const [name, { data }] of Object.entries(given.weights)) {
    parameters.get(name)!.assign(Float32Array.from(data));
  }
  const [input, weight] = [tensor(given.input), tensor(given.weight)];
  const context = { training: true };
  const output = layer.forward(input, context);
  expect(output.shape).toEqual(given.output.shape);
  await expectClose(output, Float64Array.from(given.output.data), TOLERANCE);
  const names = ['input', ...parameters.keys()];
  const variables = [...parameters.values()].map(({ value }) => value);
  const gradients = tf.grads(() => tf.sum(tf.mul(layer.forward(input, context), weight)))([
    input,
    ...variables,
  ]);
  const largest = Math.max(...Object.values(given.gradients).flatMap(({ data }) => data.map(Math.abs)));
  for (const [i, name] of names.entries()) {
    const expected = Float64Array.from(given.gradients[name]!.data);
    await expectClose(gradients[i]!, expected, TOLERANCE, largest / 1000);
  }
  layer.dispose();
});
