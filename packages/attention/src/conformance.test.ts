import { ensureDevice, Random, tf, valueAndGradients } from '@thaw/backend';
import { compile } from '@thaw/backend/compile';
import { type Context, gelu, load, type Module, normal, seed, toSafetensors } from '@thaw/core';
import { checkGradient, descentStep, expectClose, expectNoLeak, expectSameRuns } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import {
  DecoderBlock,
  EncoderBlock,
  GPT,
  MultiHeadAttention,
  PositionEmbedding,
  Transformer,
} from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

/** A module and how it is asked, given inputs by name. */
interface Case {
  readonly name: string;
  readonly make: () => Module<never>;
  /** The shapes of its inputs; `tensor` alone is given as it is. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  /** What stands beside the inputs. */
  readonly masks?: () => Readonly<Record<string, unknown>>;
  readonly output: readonly number[];
  /** How many weights there are. */
  readonly weights: number;
  /** Whether its inputs are ids below this, which have no gradient. */
  readonly vocabulary?: number;
}

const width = 4;
const time = [2, 3, width];
const dropout = 0.2;
const kernelInitializer = normal(0.5);
const keyMask = (): tf.Tensor => tf.tensor2d([[1, 1, 0], [1, 1, 1]]); // prettier-ignore
const sizes = { vocabularySize: 7, contextLength: 5, width, layers: 2, numHeads: 2, dropout };
const both = { sourceVocabularySize: 7, targetVocabularySize: 6, width, layers: 1, numHeads: 2, dropout };

const cases: Case[] = [
  {
    name: 'MultiHeadAttention',
    make: () =>
      new MultiHeadAttention(width, 2, { dropout, kernelInitializer, biasInitializer: normal(0.5) }),
    inputs: { tensor: time },
    output: time,
    weights: 8,
  },
  {
    name: 'MultiHeadAttention across, masked',
    make: () => new MultiHeadAttention(width, 2, { keyWidth: 3, useBias: false, dropout, kernelInitializer }),
    inputs: { query: [2, 2, width], key: [2, 3, 3] },
    masks: () => ({ keyMask: keyMask(), mask: tf.tensor2d([[1, 0, 1], [1, 1, 0]]) }), // prettier-ignore
    output: [2, 2, width],
    weights: 4,
  },
  { name: 'PositionEmbedding', make: () => new PositionEmbedding(4, width), inputs: { tensor: time }, output: time, weights: 1 }, // prettier-ignore
  {
    name: 'EncoderBlock, post',
    make: () => new EncoderBlock(width, 2, { dropout, activation: gelu }),
    inputs: { input: time },
    masks: () => ({ keyMask: keyMask() }),
    output: time,
    weights: 16,
  },
  {
    name: 'EncoderBlock, pre, causal',
    make: () => new EncoderBlock(width, 2, { norm: 'pre', dropout, activation: gelu, hiddenUnits: 5 }),
    inputs: { input: time },
    masks: () => ({ causal: true }),
    output: time,
    weights: 16,
  },
  {
    name: 'DecoderBlock, post',
    make: () => new DecoderBlock(width, 2, { dropout, activation: gelu }),
    inputs: { input: [2, 2, width], memory: time },
    masks: () => ({ memoryMask: keyMask() }),
    output: [2, 2, width],
    weights: 26,
  },
  {
    name: 'DecoderBlock, pre',
    make: () => new DecoderBlock(width, 2, { norm: 'pre', dropout, activation: gelu }),
    inputs: { input: time, memory: [2, 4, width] },
    masks: () => ({ keyMask: keyMask() }),
    output: time,
    weights: 26,
  },
  {
    name: 'Transformer, post',
    make: () => new Transformer({ ...both, paddingId: 0, activation: gelu }),
    inputs: { source: [2, 4], target: [2, 3] },
    output: [2, 3, 6],
    weights: 2 + 16 + 26 + 2,
    vocabulary: 6,
  },
  {
    name: 'Transformer, pre',
    make: () => new Transformer({ ...both, norm: 'pre', activation: gelu }),
    inputs: { source: [2, 4], target: [2, 3] },
    output: [2, 3, 6],
    weights: 2 + 16 + 26 + 2 + 4,
    vocabulary: 6,
  },
  {
    name: 'GPT',
    make: () => new GPT({ ...sizes, initializer: normal(0.3) }),
    inputs: { tensor: [2, 5] },
    output: [2, 5, 7],
    weights: 2 + 2 * 16 + 2,
    vocabulary: 7,
  },
];

const training = (): Context => ({ training: true, random: new Random(5) });

describe.each(cases)('$name', ({ make, inputs, masks = () => ({}), output, weights, vocabulary }) => {
  const names = Object.keys(inputs);
  const tensors = (): tf.Tensor[] =>
    Object.values(inputs).map((shape, i) => {
      const size = shape.reduce((product, length) => product * length, 1);
      const random = new Random(i + 3);
      return vocabulary
        ? tf.tensor(random.integers(size, vocabulary), [...shape], 'int32')
        : tf.tensor(random.normal(size), [...shape]);
    });
  const given = (all: readonly tf.Tensor[]): never =>
    (names[0] === 'tensor'
      ? all[0]
      : { ...Object.fromEntries(names.map((name, i) => [name, all[i]])), ...masks() }) as never;

  test('gives the shape it says, in training and out of it, and has its weights', () => {
    const module = make();
    expect(module.forward(given(tensors())).shape).toEqual(output);
    expect(module.forward(given(tensors()), training()).shape).toEqual(output);
    expect(module.weights().size).toBe(weights);
  });

  test('has the gradient of its central differences, in the inputs and in each parameter', async () => {
    seed(1);
    const module = make();
    const direction = tf.tensor(new Random(9).normal(output.reduce((a, b) => a * b, 1)), [...output]);
    const variables = [...module.parameters().values()].map(({ value }) => value as tf.Tensor);
    const fixed = tensors();
    const moved = vocabulary ? [] : fixed;
    const compute = (...all: tf.Tensor[]): tf.Tensor =>
      module
        .forward(given(vocabulary ? fixed : all), training())
        .mul(direction)
        .sum();
    await checkGradient(compute, [...moved, ...variables], { coordinates: 12 });
  });

  test('takes the same steps compiled', async () => {
    const step = (): ReturnType<typeof descentStep> => {
      seed(1);
      const [module, context] = [make(), training()];
      return descentStep(valueAndGradients, module, (...all) => module.forward(given(all), context));
    };
    await expectSameRuns(step, compile, tensors());
  });

  test('leaves no tensor behind', async () => {
    const all = tensors();
    const module = make();
    await expectNoLeak(() => tf.tidy(() => module.forward(given(all), training()).sum()).dispose());
    await expectNoLeak(() => {
      const other = make();
      tf.tidy(() => void other.forward(given(all)));
      other.dispose();
    });
  });

  test('is saved and loaded to the bit', async () => {
    seed(1);
    const [from, to] = [make(), make()];
    await load(to, await toSafetensors(from));
    await expectClose(to.forward(given(tensors())), from.forward(given(tensors())), 0);
  });
});
