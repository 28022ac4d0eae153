import { Random, tf } from '@thaw/backend';
import { Module, normal, tanh } from '@thaw/core';

import { Bilinear, Dense, Embedding, Flatten, PReLU, ThresholdUnit } from '../index.ts';
import { blocks } from './blocks.ts';
import type { Case } from './case.ts';
import { convolutions } from './convolutions.ts';
import { noise } from './noise.ts';
import { normalizations } from './normalizations.ts';
import { quantized } from './quantized.ts';
import { spatialCases } from './spatial-cases.ts';
import { wrappers } from './wrappers.ts';

// Biases that are not zero, so that what forgets them is found out.
const biasInitializer = normal(0.5);
const image = [2, 6, 5, 2];
const both = ['kernel', 'bias'];

/** Two inputs as one. */
class Halves extends Module {
  readonly bilinear = new Bilinear(3, 4, 2, { biasInitializer, activation: tanh });

  forward(input: tf.Tensor): tf.Tensor {
    const [first, second] = input.rank === 2 ? tf.split(input, [3, 4], 1) : [input, input];
    return this.bilinear.forward({ first: first!, second: second! });
  }
}

/** Every layer of the package. */
export const cases: readonly Case[] = [
  {
    name: 'Dense',
    make: () => new Dense(4, 3, { biasInitializer, activation: tanh }),
    input: [5, 4],
    output: [5, 3],
    weights: both,
  },
  {
    name: 'Dense over time',
    make: () => new Dense(4, 3, { biasInitializer }),
    input: [2, 3, 4],
    output: [2, 3, 3],
    weights: both,
  },
  {
    name: 'Dense without bias',
    make: () => new Dense(4, 3, { useBias: false }),
    input: [5, 4],
    output: [5, 3],
    weights: ['kernel'],
  },
  {
    name: 'Embedding',
    make: () => new Embedding(6, 3),
    input: [2, 4],
    output: [2, 4, 3],
    weights: ['embeddings'],
    vocabulary: 6,
  },
  {
    name: 'PReLU',
    make: () => new PReLU(2, { alphaInitializer: normal(0.5) }),
    input: image,
    output: image,
    weights: ['alpha'],
  },
  {
    name: 'PReLU of one slope',
    make: () => new PReLU(1, { alphaInitializer: normal(0.5) }),
    input: [4, 5],
    output: [4, 5],
    weights: ['alpha'],
  },
  {
    name: 'Bilinear, of both halves of a row',
    make: () => new Halves(),
    input: [5, 7],
    output: [5, 2],
    weights: ['bilinear.kernel', 'bilinear.bias'],
    refuser: 'Bilinear',
    of: Bilinear,
  },
  { name: 'Flatten', make: () => new Flatten(), input: image, output: [2, 60], weights: [] },
  {
    name: 'ThresholdUnit',
    make: () => new ThresholdUnit(3, 2, { biasInitializer }),
    input: [4, 3],
    output: [4, 2],
    weights: both,
    flat: true,
  },
  ...convolutions,
  ...normalizations,
  ...noise,
  ...wrappers,
  ...blocks,
  ...quantized,
  ...spatialCases,
];

/** An input for a layer of the table: ids where it has a vocabulary, else numbers no two of which are near. */
export function inputOf(input: readonly number[], vocabulary?: number): tf.Tensor {
  return vocabulary ? ids(input, vocabulary) : spread(input);
}

/** Numbers no two of which are near, so that small moves change no maximum. */
function spread(shape: readonly number[]): tf.Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const order = new Random(3).permutation(size);
  return tf.tensor(
    Float32Array.from(order, (rank) => (4 * (rank + 0.5)) / size - 2),
    [...shape],
  );
}

/** Every id, and some of them again. */
function ids(shape: readonly number[], vocabulary: number): tf.Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(
    Int32Array.from({ length: size }, (_, i) => i % vocabulary),
    [...shape],
  );
}
