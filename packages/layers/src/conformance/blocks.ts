import { normal, silu, tanh } from '@thaw/core';

import {
  Bottleneck,
  DenseBlock,
  DenseTransition,
  FeedForward,
  GroupNormalization,
  Highway,
  Inception,
  KernelMachine,
  Maxout,
  polynomialKernel,
  RadialBasis,
  ResidualBlock,
  SqueezeExcite,
} from '../index.ts';
import type { Case } from './case.ts';

const activation = tanh; // smooth, where a rectifier has kinks that a central difference may step over
const image = [2, 5, 4, 2];

const affine = (...paths: string[]): string[] => paths.flatMap((path) => [`${path}.kernel`, `${path}.bias`]);
const scaled = (...paths: string[]): string[] => paths.flatMap((path) => [`${path}.gamma`, `${path}.beta`]);
const moving = (...paths: string[]): string[] =>
  paths.flatMap((path) => [`${path}.movingMean`, `${path}.movingVariance`]);
const numbered = (field: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${field}.${i}`);

/** The paths of a residual block. */
function residual(count: number, projects: boolean): Pick<Case, 'weights' | 'buffers'> {
  const norms = [...numbered('normalizations', count), ...(projects ? ['projectionNormalization'] : [])];
  return {
    weights: [
      ...numbered('convolutions', count).map((path) => `${path}.kernel`),
      ...scaled(...numbered('normalizations', count)),
      ...(projects ? ['projection.kernel', ...scaled('projectionNormalization')] : []),
    ],
    buffers: moving(...norms),
  };
}

/** The blocks: layers put together. */
export const blocks: readonly Case[] = [
  {
    name: 'Maxout',
    make: () => new Maxout(4, 3, { pieces: 3, biasInitializer: normal(3) }), // far from where two pieces meet
    input: [5, 4],
    output: [5, 3],
    weights: affine('affine'),
    refuser: 'Dense',
  },
  {
    name: 'Maxout over time, without bias',
    make: () => new Maxout(4, 3, { useBias: false }),
    input: [1, 7, 4],
    output: [1, 7, 3],
    weights: ['affine.kernel'],
    refuser: 'Dense',
  },
  {
    name: 'Highway',
    make: () => new Highway(3, { activation }),
    input: [5, 3],
    output: [5, 3],
    weights: affine('transform', 'gate'),
    refuser: 'Dense',
  },
  {
    name: 'SqueezeExcite',
    make: () => new SqueezeExcite(4, { ratio: 2, activation }),
    input: [2, 3, 5, 4],
    output: [2, 3, 5, 4],
    weights: affine('squeeze', 'excite'),
  },
  {
    name: 'SqueezeExcite of sequences',
    make: () => new SqueezeExcite(3, { activation }), // fewer channels than the ratio: one unit
    input: [2, 5, 3],
    output: [2, 5, 3],
    weights: affine('squeeze', 'excite'),
  },
  {
    name: 'Inception',
    make: () => new Inception(2, { one: 2, three: [2, 3], five: [1, 2], pool: 1 }, { activation }),
    input: image,
    output: [2, 5, 4, 8],
    weights: affine(
      'one',
      'three.layers.0',
      'three.layers.1',
      'five.layers.0',
      'five.layers.1',
      'pool.layers.1',
    ),
  },
  {
    name: 'ResidualBlock',
    make: () => new ResidualBlock(2, 2, { activation }),
    input: image,
    output: image,
    ...residual(2, false),
  },
  {
    name: 'ResidualBlock with a projection',
    make: () => new ResidualBlock(2, 3, { strides: 2, activation }),
    input: image,
    output: [2, 3, 2, 3],
    ...residual(2, true),
  },
  {
    name: 'ResidualBlock with preActivation, of its own normalization',
    make: () =>
      new ResidualBlock(2, 3, {
        strides: 3,
        preActivation: true,
        activation,
        normalization: (channels) => new GroupNormalization(channels, { groups: 1 }),
      }),
    input: image,
    output: [2, 2, 2, 3],
    weights: [...residual(2, false).weights, 'projection.kernel'],
  },
  {
    name: 'Bottleneck',
    make: () => new Bottleneck(2, 4, { expansion: 2, activation }),
    input: image,
    output: [2, 5, 4, 4],
    ...residual(3, true),
  },
  {
    name: 'Bottleneck with preActivation',
    make: () => new Bottleneck(4, 4, { preActivation: true, activation }),
    input: [2, 3, 2, 4],
    output: [2, 3, 2, 4],
    ...residual(3, false),
  },
  {
    name: 'DenseBlock',
    make: () => new DenseBlock(2, 2, { growthRate: 2, bottleneck: true, activation }),
    input: image,
    output: [2, 5, 4, 6],
    ...normalized('layers.0.0', 'layers.0.1', 'layers.1.0', 'layers.1.1'),
  },
  {
    name: 'DenseBlock of its own normalization',
    make: () =>
      new DenseBlock(2, 1, {
        growthRate: 2,
        activation,
        normalization: (channels) => new GroupNormalization(channels, { groups: 1 }),
      }),
    input: image,
    output: [2, 5, 4, 4],
    weights: normalized('layers.0.0').weights,
  },
  {
    name: 'DenseTransition',
    make: () => new DenseTransition(2, 3, { activation }),
    input: image,
    output: [2, 2, 2, 3],
    ...normalized('convolution'),
  },
  {
    name: 'FeedForward',
    make: () => new FeedForward(3, 5, { activation }),
    input: [2, 3, 3],
    output: [2, 3, 3],
    weights: affine('hidden', 'output'),
    refuser: 'Dense',
  },
  {
    name: 'FeedForward, SwiGLU',
    make: () => new FeedForward(3, 5, { activation: silu, gated: true, useBias: false }),
    input: [4, 3],
    output: [4, 3],
    weights: ['hidden.kernel', 'values.kernel', 'output.kernel'],
    refuser: 'Dense',
  },
  {
    name: 'RadialBasis',
    make: () => new RadialBasis(3, 4),
    input: [5, 3],
    output: [5, 4],
    weights: ['centers', 'widths'],
  },
  {
    name: 'RadialBasis over time',
    make: () => new RadialBasis(2, 3),
    input: [2, 3, 2],
    output: [2, 3, 3],
    weights: ['centers', 'widths'],
  },
  {
    name: 'KernelMachine',
    make: () => drawn(new KernelMachine(3, 4, { units: 2 })),
    input: [5, 3],
    output: [5, 2],
    weights: ['coefficients', 'bias'],
    buffers: ['points'],
  },
  {
    name: 'KernelMachine with a polynomial kernel',
    make: () => drawn(new KernelMachine(2, 3, { kernel: polynomialKernel({ degree: 2 }) })),
    input: [5, 2],
    output: [5, 1],
    weights: ['coefficients', 'bias'],
    buffers: ['points'],
  },
];

/** The paths of convolutions that normalize first. */
function normalized(...paths: string[]): Pick<Case, 'weights' | 'buffers'> {
  return {
    weights: paths.flatMap((path) => [...scaled(`${path}.normalization`), `${path}.convolution.kernel`]),
    buffers: moving(...paths.map((path) => `${path}.normalization`)),
  };
}

/** With numbers that are not zero, as if it were fitted. */
function drawn(machine: KernelMachine): KernelMachine {
  for (const weight of machine.weights().values()) weight.assign(normal(0.5)(weight.shape));
  return machine;
}
