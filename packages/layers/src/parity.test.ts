import { ensureDevice, tf } from '@thaw/backend';
import { type Activation, type Module, Parameter, relu, sigmoid, softmax, tanh } from '@thaw/core';
import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import fixture from '../fixtures/layers.json' with { type: 'json' };
import {
  AveragePooling2D,
  BatchNormalization,
  Conv2D,
  Dense,
  Embedding,
  GroupNormalization,
  InstanceNormalization,
  LayerNormalization,
  LocalResponseNormalization,
  MaxPooling2D,
  type Padding,
  PReLU,
  RMSNormalization,
  SpectralNormalization,
  UnitNormalization,
  WeightNormalization,
} from './index.ts';

// Against PyTorch 1.13.1; ../fixtures/layers.py made the numbers and says how.
const TOLERANCE = 1e-5;

interface Numbers {
  shape: number[];
  data: number[];
}

interface Case {
  name: string;
  layer: string;
  options: {
    activation?: string | null;
    kernelSize?: number[];
    poolSize?: number[];
    strides?: number[];
    padding?: string;
    epsilon?: number;
    training?: boolean;
    groups?: number;
    alpha?: number;
  };
  input: Numbers;
  weights: Record<string, Numbers>;
  buffers?: Record<string, Numbers>;
  weight: Numbers;
  output: Numbers;
  gradients: Record<string, Numbers>;
}

const cases = fixture as unknown as Case[];

beforeAll(async () => {
  await ensureDevice();
});

const tensor = ({ shape, data }: Numbers): tf.Tensor => tf.tensor(data, shape);
const activations: Record<string, Activation> = { relu, sigmoid, softmax, tanh };

function build({ layer, options, input, weights }: Case): Module {
  const { activation, strides, padding } = options;
  const size = (weights['bias'] ?? weights['layer.bias'] ?? input).shape.at(-1)!;
  const inputs = input.shape.at(-1)!;
  const windows = { strides: strides as [number, number], padding: padding as Padding };
  switch (layer) {
    case 'Dense':
      return new Dense(inputs, size, activation ? { activation: activations[activation]! } : {});
    case 'Conv2D':
      return new Conv2D(inputs, size, options.kernelSize as [number, number], windows);
    case 'Embedding':
      return new Embedding(weights['embeddings']!.shape[0]!, weights['embeddings']!.shape[1]!);
    case 'LayerNormalization':
      return new LayerNormalization(inputs, { epsilon: options.epsilon! });
    case 'BatchNormalization':
      return new BatchNormalization(inputs);
    case 'GroupNormalization':
      return new GroupNormalization(inputs, { groups: options.groups! });
    case 'InstanceNormalization':
      return new InstanceNormalization(inputs);
    case 'RMSNormalization':
      return new RMSNormalization(inputs);
    case 'UnitNormalization':
      return new UnitNormalization();
    case 'LocalResponseNormalization':
      return new LocalResponseNormalization({ alpha: options.alpha! });
    case 'WeightNormalization':
      return new WeightNormalization(
        options.kernelSize
          ? new Conv2D(inputs, size, options.kernelSize as [number, number])
          : new Dense(inputs, size),
      );
    case 'SpectralNormalization':
      return new SpectralNormalization(new Dense(inputs, size));
    case 'PReLU':
      return new PReLU(weights['alpha']!.shape[0]!);
    case 'MaxPooling2D':
      return new MaxPooling2D(options.poolSize as [number, number], windows);
    default:
      return new AveragePooling2D(options.poolSize as [number, number], windows);
  }
}

test.each(cases.map((each) => [each.name, each] as const))(
  '%s: output and gradients equal those of PyTorch',
  async (_, given) => {
    const layer = build(given);
    for (const [name, values] of Object.entries(given.weights)) {
      const parameter = layer.parameters().get(name)!;
      expect(parameter).toBeInstanceOf(Parameter);
      parameter.assign(Float32Array.from(values.data));
    }
    for (const [name, values] of Object.entries(given.buffers ?? {})) {
      layer.buffers().get(name)!.assign(Float32Array.from(values.data));
    }
    const context = { training: given.options.training ?? false };
    const weight = tensor(given.weight);
    const input = tensor(given.input);
    const output = layer.forward(input, context);
    expect(output.shape).toEqual(given.output.shape);
    await expectClose(output, Float64Array.from(given.output.data), TOLERANCE);
    const variables = [...layer.parameters().values()].map(({ value }) => value);
    const names = [...(given.gradients['input'] ? ['input'] : []), ...layer.parameters().keys()]; // ids have none
    const gradients = tf.grads(() => tf.sum(tf.mul(layer.forward(input, context), weight)))(
      names[0] === 'input' ? [input, ...variables] : variables,
    );
    expect(names).toEqual(Object.keys(given.gradients));
    const largest = Math.max(...Object.values(given.gradients).flatMap(({ data }) => data.map(Math.abs)));
    for (const [i, name] of names.entries()) {
      expect(gradients[i]!.shape).toEqual(given.gradients[name]!.shape);
      await expectClose(
        gradients[i]!,
        Float64Array.from(given.gradients[name]!.data),
        TOLERANCE,
        largest / 1000,
      );
    }
    layer.dispose();
  },
);
