import { ensureDevice, Random, tf, valueAndGradients } from '@thaw/backend';
import { compile } from '@thaw/backend/compile';
import { type Context, load, Module, normal, seed, Sequential, tanh, toSafetensors } from '@thaw/core';
import { Dense } from '@thaw/layers';
import { checkGradient, descentStep, expectClose, expectNoLeak, expectSameRuns } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import {
  Autoencoder,
  DeepBeliefNet,
  DenoisingAutoencoder,
  gaussianNoise,
  PCA,
  RBM,
  SkipGram,
  type SkipGramInput,
  VAE,
} from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

/** Skip-gram on rows of ids, [batch, 2 + negatives]: center, context and words of chance. */
class SkipGramOfRows extends Module {
  readonly model: SkipGram = new SkipGram(6, 3);

  forward(input: tf.Tensor, context?: Context): tf.Tensor {
    return this.model.forward(parts(input), context);
  }
}

function parts(input: tf.Tensor): SkipGramInput {
  if (input.rank === 1) return { center: input, context: input, negatives: input }; // to be refused
  const [rows, width] = input.shape as [number, number];
  const column = (i: number) => input.slice([0, i], [rows, 1]).reshape([rows]);
  return { center: column(0), context: column(1), negatives: input.slice([0, 2], [rows, width - 2]) };
}

interface Case {
  readonly name: string;
  readonly make: () => Module;
  readonly input: readonly number[];
  readonly output: readonly number[];
  /** The paths of its weights. */
  readonly weights: readonly string[];
  /** Whether its input is whole numbers, which have no gradient: 0 … vocabulary − 1. */
  readonly vocabulary?: number;
}

// Biases that are not zero, so that what forgets them is found out.
const biasInitializer = normal(0.5);
const dense = (inputs: number, units: number): Dense => new Dense(inputs, units, { biasInitializer });
const machine = {
  kernelInitializer: biasInitializer,
  visibleBiasInitializer: biasInitializer,
  hiddenBiasInitializer: biasInitializer,
};
const ofMachine = ['kernel', 'visibleBias', 'hiddenBias'];
const ofPair = ['encoder.kernel', 'encoder.bias', 'decoder.kernel', 'decoder.bias'];

const cases: Case[] = [
  {
    name: 'PCA',
    make: () => {
      const pca = new PCA(4, 2);
      for (const buffer of pca.buffers().values()) buffer.assign(biasInitializer(buffer.shape));
      return pca;
    },
    input: [5, 4],
    output: [5, 2],
    weights: ['mean', 'components', 'explainedVariance', 'explainedVarianceRatio'],
  },
  { name: 'RBM', make: () => new RBM(4, 3, machine), input: [5, 4], output: [5, 3], weights: ofMachine },
  {
    name: 'DeepBeliefNet',
    make: () => new DeepBeliefNet([4, 3, 2], machine),
    input: [5, 4],
    output: [5, 2],
    weights: [0, 1].flatMap((i) => ofMachine.map((name) => `machines.${i}.${name}`)),
  },
  {
    name: 'Autoencoder',
    make: () => new Autoencoder(new Dense(4, 2, { biasInitializer, activation: tanh }), dense(2, 4)),
    input: [5, 4],
    output: [5, 4],
    weights: ofPair,
  },
  {
    name: 'DenoisingAutoencoder',
    make: () => new DenoisingAutoencoder(dense(4, 6), dense(6, 4), gaussianNoise(0.3)),
    input: [5, 4],
    output: [5, 4],
    weights: ofPair,
  },
  {
    name: 'VAE',
    make: () => new VAE(2, dense(4, 4), dense(2, 4)),
    input: [5, 4],
    output: [5, 4],
    weights: ofPair,
  },
  {
    name: 'SkipGram',
    make: () => {
      const module = new SkipGramOfRows();
      for (const table of module.parameters().values()) table.assign(normal(1)(table.shape));
      return module;
    },
    input: [4, 5],
    output: [4, 4],
    weights: ['model.centers.embeddings', 'model.contexts.embeddings'],
    vocabulary: 6,
  },
];

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

const training = (): { training: true; random: Random } => ({ training: true, random: new Random(5) });

describe.each(cases)('$name', ({ name, make, input, output, weights, vocabulary }) => {
  const given = (): tf.Tensor =>
    vocabulary
      ? tf.tensor(
          Int32Array.from({ length: sizeOf(input) }, (_, i) => i % vocabulary),
          [...input],
        )
      : tf.tensor(new Random(3).uniform(sizeOf(input), -1, 1), [...input]);

  test('gives the shape it says, in training and out of it, and has the weights it says', () => {
    const module = make();
    expect(module.forward(given()).shape).toEqual(output);
    expect(module.forward(given(), training()).shape).toEqual(output);
    expect([...module.weights().keys()]).toEqual(weights);
  });

  test('has the gradient of its central differences, in the input and in each parameter', async () => {
    seed(1);
    const module = make();
    const direction = tf.tensor(new Random(9).normal(sizeOf(output)), [...output]);
    const compute = (x: tf.Tensor): tf.Tensor => module.forward(x, training()).mul(direction).sum();
    // A machine's last visible biases take no part in the way up.
    const variables = [...module.parameters()]
      .filter(([path]) => !path.endsWith('visibleBias'))
      .map(([, { value }]) => value as tf.Tensor);
    expect(variables.length).toBe(
      name === 'PCA' ? 0 : weights.filter((path) => !path.endsWith('visibleBias')).length,
    );
    if (vocabulary) await checkGradient(() => compute(given()), variables);
    else await checkGradient(compute as (...inputs: tf.Tensor[]) => tf.Tensor, [given(), ...variables]);
  });

  test('takes the same steps compiled', async () => {
    const step = (): ReturnType<typeof descentStep> => {
      seed(1);
      const [module, context] = [make(), training()];
      if (weights[0] === 'mean') return (x) => ({ y: module.forward(x!) }); // PCA is fitted, and has no gradients
      return descentStep(valueAndGradients, module, (x) => module.forward(x!, context));
    };
    await expectSameRuns(step, compile, [given()]);
  });

  test('leaves no tensor behind', async () => {
    const x = given();
    const module = make();
    await expectNoLeak(() => tf.tidy(() => module.forward(x, training()).sum()).dispose());
    await expectNoLeak(() => {
      const other = make();
      tf.tidy(() => void other.forward(x));
      other.dispose();
    });
  });

  test('is saved and loaded to the bit, under its paths', async () => {
    seed(1);
    const [from, to] = [make(), make()];
    await load(to, await toSafetensors(from));
    await expectClose(to.forward(given()), from.forward(given()), 0);
    expect([...to.weights().keys()]).toEqual(weights);
  });

  test('says where it stands in a model when it refuses', () => {
    const model = new Sequential([make()]);
    const wrong = vocabulary ? tf.zeros([3], 'int32') : tf.zeros([3, 9]);
    expect(() => model.forward(wrong)).toThrow(/ at layers\.0(\.machines\.0|\.encoder|\.model)?: /);
  });
});

test('every class that holds weights is in the table', async () => {
  const names = Object.entries(await import('./index.ts'))
    .filter(([, value]) => typeof value === 'function' && value.prototype instanceof Module)
    .map(([name]) => name);
  expect(names.sort()).toEqual(cases.map(({ name }) => name).sort());
});
