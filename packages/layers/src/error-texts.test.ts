import { ArgumentError, ensureDevice, ShapeError, tf } from '@thaw/backend';
import { beforeAll, describe, expect, test } from 'vitest';

import {
  AveragePooling2D,
  Conv2D,
  Dense,
  Dropout,
  Embedding,
  Flatten,
  LayerNormalization,
  MaxPooling2D,
  PReLU,
  ThresholdUnit,
} from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const windows = "make it smaller, or use padding: 'same'.";
const zeros = (...shape: number[]): tf.Tensor => tf.zeros(shape);

describe('error texts', () => {
  test.each<[() => unknown, string]>([
    [() => new Dense(0, 3), 'Dense: inputs must be a whole number from 1 on, got 0.'],
    [() => new Dense(3, 1.5), 'Dense: units must be a whole number from 1 on, got 1.5.'],
    [() => new Dense('3' as never, 1), "Dense: inputs must be a whole number from 1 on, got the string '3'."],
    [
      () => new Dense(3, 1, { activation: 'relu' as never }),
      "Dense: activation is a function here, got the string 'relu'; import { relu } from '@thaw/core' and pass relu.",
    ],
    [() => new Conv2D(0, 1, 3), 'Conv2D: channels must be a whole number from 1 on, got 0.'],
    [() => new Conv2D(1, -1, 3), 'Conv2D: filters must be a whole number from 1 on, got -1.'],
    [() => new Conv2D(1, 1, 0), 'Conv2D: kernelSize must be a whole number from 1 on, got 0.'],
    [
      () => new Conv2D(1, 1, [3] as never),
      'Conv2D: kernelSize must be one whole number or two, [height, width], got an array of 1.',
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
    [() => new Embedding(0, 3), 'Embedding: vocabularySize must be a whole number from 1 on, got 0.'],
    [() => new Embedding(3, 2.5), 'Embedding: units must be a whole number from 1 on, got 2.5.'],
    [
      () => new Embedding(3, 2, { maskZero: true } as never),
      'Embedding: there is no option "maskZero"; the only one is embeddingsInitializer.',
    ],
    [
      () => new Embedding(64, 2).checkValues([1, 70]),
      'Embedding: id 70 at place 1 is not in its vocabulary of 64; ids are whole numbers from 0 to 63.',
    ],
    [
      () => new Embedding(64, 2).checkValues([0.5]),
      'Embedding: id 0.5 at place 0 is not in its vocabulary of 64; ids are whole numbers from 0 to 63.',
    ],
    [
      () => new Embedding(64, 2).checkValues(['a'] as never),
      "Embedding: id the string 'a' at place 0 is not in its vocabulary of 64; ids are whole numbers from 0 to 63.",
    ],
    [() => new LayerNormalization(0), 'LayerNormalization: units must be a whole number from 1 on, got 0.'],
    [
      () => new LayerNormalization(3, { epsilon: 0 }),
      'LayerNormalization: epsilon must be a small number above 0, got 0.',
    ],
    [
      () => new LayerNormalization(3, { eps: 1e-5 } as never),
      'LayerNormalization: there is no option "eps"; the options are epsilon, center, scale, betaInitializer, gammaInitializer.',
    ],
    [() => new PReLU(0), 'PReLU: channels must be a whole number from 1 on, got 0.'],
    [
      () => new PReLU(2, { alpha: 0.25 } as never),
      'PReLU: there is no option "alpha"; the only one is alphaInitializer.',
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
      () => new Embedding(3, 2).forward(tf.scalar(1, 'int32')),
      'Embedding: expected ids [batch, …], got []; give whole numbers, one a word.',
    ],
    [
      () => new Embedding(3, 2).forward([1] as never),
      'Embedding: expected ids [batch, …], got an array of 1; give whole numbers, one a word.',
    ],
    [
      () => new LayerNormalization(3).forward(zeros(2, 4)),
      'LayerNormalization: expected input [batch, 3], got [2, 4]; its first argument says how long a row is.',
    ],
    [
      () => new PReLU(3).forward(zeros(2, 4, 4, 1)),
      'PReLU: expected input [batch, …, …, 3], got [2, 4, 4, 1]; its first argument says how many channels it takes.',
    ],
    [
      () => new PReLU(1).forward(zeros(3)),
      'PReLU: expected input [batch, channels], got [3]; its first argument says how many channels it takes.',
    ],
    [
      () => new ThresholdUnit(2).forward(zeros(1, 3)),
      'ThresholdUnit: expected input [batch, 2], got [1, 3]; its first argument says how many inputs it takes.',
    ],
  ])('of shapes %#', (act, message) => {
    expect(act).toThrow(new ShapeError(message));
  });
});
