import { ensureDevice, Random, type tf } from '@thaw/backend';
import {
  ArgumentError,
  load,
  type Module,
  normal,
  seed,
  Sequential,
  ShapeError,
  tanh,
  tf as tensorflow,
  toSafetensors,
} from '@thaw/core';
import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { AveragePooling2D, Conv2D, Dense, Dropout, Flatten, MaxPooling2D, ThresholdUnit } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

interface Case {
  readonly name: string;
  readonly make: () => Module;
  readonly input: readonly number[];
  readonly output: readonly number[];
  /** The paths of its weights. */
  readonly weights: readonly string[];
  /** Whether its gradient is zero everywhere. */
  readonly flat?: boolean;
}

// Biases that are not zero, so that what forgets them is found out.
const biasInitializer = normal(0.5);
const image = [2, 6, 5, 2];
const both = ['kernel', 'bias'];

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
    name: 'Conv2D',
    make: () => new Conv2D(2, 3, 3, { biasInitializer, activation: tanh }),
    input: image,
    output: [2, 4, 3, 3],
    weights: both,
  },
  {
    name: 'Conv2D, same, rectangular',
    make: () => new Conv2D(2, 3, [3, 2], { padding: 'same', strides: [2, 1], useBias: false }),
    input: image,
    output: [2, 3, 5, 3],
    weights: ['kernel'],
  },
  { name: 'MaxPooling2D', make: () => new MaxPooling2D(), input: image, output: [2, 3, 2, 2], weights: [] },
  {
    name: 'MaxPooling2D, same, overlapping',
    make: () => new MaxPooling2D(3, { padding: 'same', strides: 2 }),
    input: image,
    output: [2, 3, 3, 2],
    weights: [],
  },
  {
    name: 'AveragePooling2D',
    make: () => new AveragePooling2D([2, 1]),
    input: image,
    output: [2, 3, 5, 2],
    weights: [],
  },
  {
    name: 'AveragePooling2D, same, overlapping',
    make: () => new AveragePooling2D(3, { padding: 'same', strides: 2 }),
    input: image,
    output: [2, 3, 3, 2],
    weights: [],
  },
  { name: 'Dropout', make: () => new Dropout(0.4), input: [4, 6], output: [4, 6], weights: [] },
  { name: 'Flatten', make: () => new Flatten(), input: image, output: [2, 60], weights: [] },
  {
    name: 'ThresholdUnit',
    make: () => new ThresholdUnit(3, 2, { biasInitializer }),
    input: [4, 3],
    output: [4, 2],
    weights: both,
    flat: true,
  },
];

/** Numbers no two of which are near, so that small moves change no maximum. */
function spread(shape: readonly number[]): tf.Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const order = new Random(3).permutation(size);
  return tensorflow.tensor(
    Float32Array.from(order, (rank) => (4 * (rank + 0.5)) / size - 2),
    [...shape],
  );
}

const training = (): { training: true; random: Random } => ({ training: true, random: new Random(5) });

describe.each(cases)('$name', ({ make, input, output, weights, flat = false }) => {
  test('gives the shape it says, in training and out of it', () => {
    const layer = make();
    const x = spread(input);
    expect(layer.forward(x).shape).toEqual(output);
    expect(layer.forward(x, training()).shape).toEqual(output);
    expect([...layer.weights().keys()]).toEqual(weights);
  });

  test('has the gradient of its central differences, in the input and in each parameter', async () => {
    seed(1);
    const layer = make();
    const direction = tensorflow.tensor(new Random(9).normal(output.reduce((a, b) => a * b, 1)), [...output]);
    const variables = [...layer.parameters().values()].map(({ value }) => value as tf.Tensor);
    const compute = (x: tf.Tensor): tf.Tensor => layer.forward(x, training()).mul(direction).sum();
    if (flat) {
      const gradients = tensorflow.grads(compute)([spread(input), ...variables]);
      for (const gradient of gradients) await expectClose(gradient, tensorflow.zerosLike(gradient), 0);
    } else {
      await checkGradient(compute as (...inputs: tf.Tensor[]) => tf.Tensor, [spread(input), ...variables]);
    }
    expect(variables).toHaveLength(weights.length);
  });

  test('leaves no tensor behind', async () => {
    const x = spread(input);
    const layer = make();
    await expectNoLeak(() => tensorflow.tidy(() => layer.forward(x, training()).sum()).dispose());
    await expectNoLeak(() => {
      const other = make();
      tensorflow.tidy(() => void other.forward(x));
      other.dispose();
    });
  });

  test('is saved and loaded to the bit, under its paths in a model', async () => {
    seed(1);
    const [from, to] = [new Sequential([make()]), new Sequential([make()])];
    await load(to, await toSafetensors(from));
    expect([...to.weights().keys()]).toEqual(weights.map((name) => `layers.0.${name}`));
    const x = spread(input);
    await expectClose(to.forward(x), from.forward(x), 0);
  });

  test('refuses another input, and says where it stands', () => {
    const layer = make();
    const model = new Sequential([layer]);
    const name = layer.constructor.name;
    const refused = name === 'Dropout' ? undefined : () => model.forward(tensorflow.zeros([3]));
    expect(refused ?? (() => model.forward(tensorflow.zeros([3]), { training: true }))).toThrow(
      name === 'Dropout' ? ArgumentError : ShapeError,
    );
    expect(refused ?? (() => model.forward(tensorflow.zeros([3]), { training: true }))).toThrow(
      `${name} at layers.0: `,
    );
  });
});

const windows = "make it smaller, or use padding: 'same'.";
const zeros = (...shape: number[]): tf.Tensor => tensorflow.zeros(shape);

describe('error texts', () => {
  test.each<[() => unknown, string]>([
    [() => new Dense(0, 3), 'Dense: inputs must be a whole number from 1 on, got 0.'],
    [() => new Dense(3, 1.5), 'Dense: units must be a whole number from 1 on, got 1.5.'],
    [() => new Dense('3' as never, 1), 'Dense: inputs must be a whole number from 1 on, got 3.'],
    [
      () => new Dense(3, 1, { activation: 'relu' as never }),
      "Dense: activation is a function here, got the string 'relu'; import { relu } from '@thaw/core' and pass relu.",
    ],
    [() => new Conv2D(0, 1, 3), 'Conv2D: channels must be a whole number from 1 on, got 0.'],
    [() => new Conv2D(1, -1, 3), 'Conv2D: filters must be a whole number from 1 on, got -1.'],
    [() => new Conv2D(1, 1, 0), 'Conv2D: kernelSize must be a whole number from 1 on, got 0.'],
    [
      () => new Conv2D(1, 1, [3] as never),
      'Conv2D: kernelSize must be one whole number or two, [height, width], got 3.',
    ],
    [
      () => new Conv2D(1, 1, 3, { strides: [1, 0] }),
      'Conv2D: strides must be a whole number from 1 on, got 0.',
    ],
    [
      () => new Conv2D(1, 1, 3, { padding: 'SAME' as never }),
      "Conv2D: padding must be 'same' or 'valid', got \"SAME\".",
    ],
    [() => new MaxPooling2D(0), 'MaxPooling2D: poolSize must be a whole number from 1 on, got 0.'],
    [
      () => new AveragePooling2D(2, { strides: 0.5 }),
      'AveragePooling2D: strides must be a whole number from 1 on, got 0.5.',
    ],
    [
      () => new MaxPooling2D(2, { padding: 1 as never }),
      "MaxPooling2D: padding must be 'same' or 'valid', got 1.",
    ],
    [() => new Dropout(1), 'Dropout: rate is the part that is dropped, from 0 to below 1, got 1.'],
    [() => new Dropout(-0.1), 'Dropout: rate is the part that is dropped, from 0 to below 1, got -0.1.'],
    [
      () => new Dropout(0.5).forward(zeros(1), { training: true }),
      'Dropout: a training pass draws random numbers; pass { training: true, random: new Random(seed) } (train and fit do).',
    ],
    [() => new ThresholdUnit(0), 'ThresholdUnit: inputs must be a whole number from 1 on, got 0.'],
    [() => new ThresholdUnit(2, 0), 'ThresholdUnit: units must be a whole number from 1 on, got 0.'],
  ])('of arguments %#', (act, message) => {
    expect(act).toThrow(new ArgumentError(message));
  });

  test.each<[() => unknown, string]>([
    [
      () => new Dense(8, 1).forward(zeros(4, 7)),
      'Dense: expected input [batch, 8], got [4, 7]; its first argument says how many inputs it takes.',
    ],
    [
      () => new Dense(8, 1).forward(zeros(2, 4, 7)),
      'Dense: expected input [batch, …, 8], got [2, 4, 7]; its first argument says how many inputs it takes.',
    ],
    [
      () => new Dense(8, 1).forward(zeros(8)),
      'Dense: expected input [batch, 8], got [8]; its first argument says how many inputs it takes.',
    ],
    [
      () => new Conv2D(3, 1, 3).forward(zeros(2, 8, 8, 1)),
      'Conv2D: expected input [batch, height, width, 3], got [2, 8, 8, 1]; its first argument says how many channels it takes, and channels come last.',
    ],
    [
      () => new Conv2D(1, 1, [3, 9]).forward(zeros(2, 8, 8, 1)),
      `Conv2D: its window of 3x9 does not fit into an image of 8x8; ${windows}`,
    ],
    [
      () => new MaxPooling2D(2).forward(zeros(8, 8, 1)),
      'MaxPooling2D: expected input [batch, height, width, channels], got [8, 8, 1]; images have four axes, channels last.',
    ],
    [
      () => new AveragePooling2D(9).forward(zeros(1, 8, 8, 1)),
      `AveragePooling2D: its window of 9x9 does not fit into an image of 8x8; ${windows}`,
    ],
    [
      () => new Flatten().forward(zeros(3)),
      'Flatten: expected input [batch, …], got [3]; there is nothing to flatten.',
    ],
    [
      () => new ThresholdUnit(2).forward(zeros(1, 3)),
      'ThresholdUnit: expected input [batch, 2], got [1, 3]; its first argument says how many inputs it takes.',
    ],
  ])('of shapes %#', (act, message) => {
    expect(act).toThrow(new ShapeError(message));
  });
});
