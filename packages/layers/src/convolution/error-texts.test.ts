import { ArgumentError, ensureDevice, ShapeError, tf } from '@thaw/backend';
import { beforeAll, describe, expect, test } from 'vitest';

import * as layers from '../index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const zeros = (...shape: number[]): tf.Tensor => tf.zeros(shape);

describe('error texts', () => {
  test.each<[() => unknown, string]>([
    [
      () => new layers.Conv1D(1, 1, [3] as never),
      'Conv1D: kernelSize must be one whole number, got an array of 1.',
    ],
    [
      () => new layers.Conv1D(1, 1, 3, { padding: 'full' as never }),
      "Conv1D: padding must be 'same', 'valid' or 'causal', got \"full\".",
    ],
    [
      () => new layers.Conv2D(1, 1, 3, { padding: 'causal' as never }),
      "Conv2D: padding must be 'same' or 'valid', got \"causal\".",
    ],
    [
      () => new layers.Conv2D(1, 1, 3, { dilation: 2 } as never),
      'Conv2D: there is no option "dilation"; the options are strides, padding, dilationRate, activation, useBias, biasInitializer, groups, kernelInitializer.',
    ],
    [
      () => new layers.Conv3D(1, 1, 3, { dilationRate: [1, 2] as never }),
      'Conv3D: dilationRate must be one whole number or three, [depth, height, width], got an array of 2.',
    ],
    [
      () => new layers.Conv2D(4, 6, 3, { groups: 4 }),
      'Conv2D: groups must divide channels and filters, got 4 groups of 4 channels and 6 filters.',
    ],
    [
      () => new layers.Conv2D(4, 6, 3, { groups: 0 }),
      'Conv2D: groups must be a whole number from 1 on, got 0.',
    ],
  ])('of arguments %#', (act, message) => {
    expect(act).toThrow(new ArgumentError(message));
  });

  test.each<[() => unknown, string]>([
    [
      () => new layers.Conv1D(3, 1, 3).forward(zeros(2, 8)),
      'Conv1D: expected input [batch, length, 3], got [2, 8]; its first argument says how many channels it takes, and channels come last.',
    ],
    [
      () => new layers.Conv3D(1, 1, 3).forward(zeros(2, 8, 8, 1)),
      'Conv3D: expected input [batch, depth, height, width, 1], got [2, 8, 8, 1]; its first argument says how many channels it takes, and channels come last.',
    ],
    [
      () => new layers.Conv1D(1, 1, 3, { dilationRate: 4 }).forward(zeros(2, 8, 1)),
      "Conv1D: its window of 9 does not fit into a sequence of 8; make it smaller or its taps less far apart, or use padding: 'same'.",
    ],
    [
      () => new layers.Conv3D(1, 1, [2, 3, 3]).forward(zeros(1, 2, 3, 2, 1)),
      "Conv3D: its window of 2x3x3 does not fit into a volume of 2x3x2; make it smaller, or use padding: 'same'.",
    ],
  ])('of shapes %#', (act, message) => {
    expect(act).toThrow(new ShapeError(message));
  });
});
