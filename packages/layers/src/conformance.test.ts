import { readdirSync, readFileSync } from 'node:fs';

import { ensureDevice, Random, tf } from '@thaw/backend';
import { load, Module, normal, seed, Sequential, tanh, toSafetensors } from '@thaw/core';
import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { blocks } from './conformance/blocks.ts';
import type { Case } from './conformance/case.ts';
import { convolutions } from './conformance/convolutions.ts';
import { noise } from './conformance/noise.ts';
import { normalizations } from './conformance/normalizations.ts';
import { quantized } from './conformance/quantized.ts';
import { spatialCases } from './conformance/spatial-cases.ts';
import { wrappers } from './conformance/wrappers.ts';
import * as layers from './index.ts';

const { Bilinear, Dense, Embedding, Flatten, PReLU, ThresholdUnit } = layers;

beforeAll(async () => {
  await ensureDevice();
});

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

const cases: Case[] = [
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
];

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

const all: readonly Case[] = [...cases, ...spatialCases];

const exported = Object.values(layers).filter(({ prototype }) => prototype instanceof Module);

test('every layer is in the table', () => {
  const covered = new Set<unknown>(all.map(({ make, of }) => of ?? make().constructor));
  expect(exported.filter((layer) => !covered.has(layer)).map(({ name }) => name)).toEqual([]);
});

test('every layer has numbers of PyTorch, but those that draw, only put numbers elsewhere, or have no counterpart', () => {
  const folder = new URL('../fixtures/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const numbers = files.map((name) => readFileSync(new URL(name, folder), 'utf8')).join();
  const byHand =
    'AlphaDropout DropConnect Dropout Flatten GaussianDropout GaussianNoise KernelMachine LoRA Permute QuantizedConv2D QuantizedDense ' +
    'RepeatVector Reshape SpatialDropout1D SpatialDropout2D SpatialDropout3D StochasticDepth ThresholdUnit';
  const without = exported.map(({ name }) => name).filter((name) => !numbers.includes(`"layer": "${name}"`));
  expect(without.sort().join(' ')).toBe(byHand);
});

const training = (): { training: true; random: Random } => ({ training: true, random: new Random(5) });

function expectRefusal(layer: Module, x: tf.Tensor): void {
  expect(() => layer.forward(x, training())).toThrow(
    `${layer.constructor.name}: it is for inference, for whole numbers do not learn; train the layer, then quantize it.`,
  );
}

describe.each<Case>(all)(
  '$name',
  ({ make, input, output, weights, buffers = [], flat = false, inference = false, vocabulary, refuser }) => {
    const pass = (): object => (inference ? {} : training());
    const given = (): tf.Tensor => (vocabulary ? ids(input, vocabulary) : spread(input));

    test('gives the shape it says, in training and out of it', () => {
      const layer = make();
      const x = given();
      expect(layer.forward(x).shape).toEqual(output);
      expect(layer.forward(x, pass()).shape).toEqual(output);
      expect([...layer.parameters().keys()]).toEqual(weights);
      expect([...layer.buffers().keys()]).toEqual(buffers);
    });

    test('a row alone gives what it gives among others, out of training', async () => {
      const layer = make();
      const x = given();
      const [whole, alone] = [layer.forward(x), layer.forward(tf.slice(x, [0], [1]))];
      await expectClose(alone, tf.slice(whole, [0], [1]), 1e-6);
    });

    test('has the gradient of its central differences, in the input and in each parameter', async () => {
      seed(1);
      const layer = make();
      const direction = tf.tensor(new Random(9).normal(output.reduce((a, b) => a * b, 1)), [...output]);
      const variables = [...layer.parameters().values()].map(({ value }) => value as tf.Tensor);
      const compute = (x: tf.Tensor): tf.Tensor => layer.forward(x, training()).mul(direction).sum();
      if (inference) {
        expectRefusal(layer, given());
      } else if (flat) {
        const gradients = tf.grads(compute)([given(), ...variables]);
        for (const gradient of gradients) await expectClose(gradient, tf.zerosLike(gradient), 0);
      } else if (vocabulary) {
        await checkGradient(() => compute(given()), variables);
      } else {
        await checkGradient(compute as (...inputs: tf.Tensor[]) => tf.Tensor, [given(), ...variables]);
      }
      expect(variables).toHaveLength(weights.length);
    });

    test('leaves no tensor behind', async () => {
      const x = given();
      const layer = make();
      await expectNoLeak(() => tf.tidy(() => layer.forward(x, pass()).sum()).dispose());
      await expectNoLeak(() => {
        const other = make();
        tf.tidy(() => void other.forward(x));
        other.dispose();
      });
    });

    test('is saved and loaded to the bit, under its paths in a model', async () => {
      seed(1);
      const [from, to] = [new Sequential([make()]), new Sequential([make()])];
      await load(to, await toSafetensors(from));
      expect([...to.parameters().keys()]).toEqual(weights.map((name) => `layers.0.${name}`));
      const x = given();
      await expectClose(to.forward(x), from.forward(x), 0);
    });

    test('says where it stands in a model when it refuses', () => {
      const layer = make();
      const model = new Sequential([layer]);
      const context = { training: true }; // without a generator, which Dropout wants
      const wrong = vocabulary ? tf.scalar(0) : tf.zeros([3]);
      expect(() => model.forward(wrong, context)).toThrow(`${refuser ?? layer.constructor.name} at layers.0`);
    });
  },
);
