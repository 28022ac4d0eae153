import { ensureDevice, tf } from '@thaw/backend';
import { type AnyModule, gelu, type Parameter, relu } from '@thaw/core';
import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import fixture from '../fixtures/attention.json' with { type: 'json' };
import {
  type HeadsAttended,
  DecoderBlock,
  EncoderBlock,
  MultiHeadAttention,
  type NormOrder,
} from './index.ts';

// Against PyTorch 1.13.1; ../fixtures/attention.py made the numbers and says how.
const TOLERANCE = 1e-5;

interface Numbers {
  shape: number[];
  data: number[];
}

interface Case {
  name: string;
  kind: string;
  options: {
    keyWidth?: number;
    valueWidth?: number;
    useBias?: boolean;
    norm?: NormOrder;
    activation?: string;
    hiddenUnits?: number;
  };
  inputs: Record<string, Numbers>;
  masks: Record<string, Numbers | boolean>;
  weights: Record<string, Numbers>;
  weight: Numbers;
  output: Numbers;
  attentionWeights?: Numbers;
  gradients: Record<string, Numbers>;
}

const cases = fixture as unknown as Case[];
const [WIDTH, HEADS] = [4, 2];

beforeAll(async () => {
  await ensureDevice();
});

const tensor = ({ shape, data }: Numbers): tf.Tensor => tf.tensor(data, shape);

type Forward = (inputs: Record<string, tf.Tensor>) => Partial<HeadsAttended> & { output: tf.Tensor };

function build({ kind, options, masks: given }: Case): { module: AnyModule; forward: Forward } {
  const entries = Object.entries(given).map(([name, mask]) => [
    name,
    typeof mask === 'boolean' ? mask : tensor(mask),
  ]);
  const masks = Object.fromEntries(entries) as { keyMask?: tf.Tensor; causal?: boolean };
  if (kind === 'MultiHeadAttention') {
    const module = new MultiHeadAttention(WIDTH, HEADS, options as { useBias: boolean });
    const forward: Forward = ({ query, key, value }) =>
      module.attend(query!, module.keyValue(key ?? query!, value ?? query), masks);
    return { module, forward };
  }
  const activation = options.activation === 'gelu' ? gelu : relu;
  const block = { norm: options.norm!, hiddenUnits: options.hiddenUnits!, activation, dropout: 0 };
  if (kind === 'EncoderBlock') {
    const module = new EncoderBlock(WIDTH, HEADS, block);
    return { module, forward: ({ input }) => module.attend({ input: input!, ...masks }) };
  }
  const module = new DecoderBlock(WIDTH, HEADS, block);
  return {
    module,
    forward: ({ input, memory }) => module.attend({ input: input!, memory: memory!, ...masks }),
  };
}

test.each(cases.map((each) => [each.name, each] as const))(
  '%s: output, attention weights and gradients equal those of PyTorch',
  async (_, given) => {
    const { module, forward } = build(given);
    const parameters = module.parameters();
    expect([...parameters.keys()].sort()).toEqual(Object.keys(given.weights).sort());
    for (const [path, values] of Object.entries(given.weights)) {
      expect(parameters.get(path)!.shape).toEqual(values.shape);
      parameters.get(path)!.assign(Float32Array.from(values.data));
    }
    const names = Object.keys(given.inputs);
    const inputs = Object.values(given.inputs).map(tensor);
    const named = (tensors: readonly tf.Tensor[]): Record<string, tf.Tensor> =>
      Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));

    const { output, weights } = forward(named(inputs));
    expect(output.shape).toEqual(given.output.shape);
    await expectClose(output, Float64Array.from(given.output.data), TOLERANCE);
    const shown = given.attentionWeights;
    if (shown) await expectClose(weights!(), tensor(shown), TOLERANCE); // tensors, so that shapes are compared too

    const paths = Object.keys(given.weights);
    const variables = paths.map((path) => (parameters.get(path) as Parameter).value);
    const compute = (...tensors: tf.Tensor[]): tf.Tensor =>
      tf.sum(tf.mul(forward(named(tensors)).output, tensor(given.weight)));
    const gradients = tf.grads(compute)([...inputs, ...variables]);
    const largest = Math.max(...Object.values(given.gradients).flatMap(({ data }) => data.map(Math.abs)));
    for (const [i, name] of [...names, ...paths].entries()) {
      expect(gradients[i]!.shape).toEqual(given.gradients[name]!.shape);
      const expected = Float64Array.from(given.gradients[name]!.data);
      // A bias of the keys moves all scores of a query alike, so its gradient is truly zero: in PyTorch's float64 below
      // 1e-14, in float32 the rounding of a sum that cancels, for which a thousandth of the largest is no fair scale.
      const isZero = name.endsWith('key.bias');
      expect(isZero).toBe(expected.every((value) => Math.abs(value) < 1e-14));
      await expectClose(gradients[i]!, expected, TOLERANCE, largest / (isZero ? 10 : 1000));
    }
    module.dispose();
  },
);
