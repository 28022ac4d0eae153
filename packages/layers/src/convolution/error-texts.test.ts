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
    [
      () => new layers.Conv1DTranspose(1, 1, 3, { padding: 'causal' as never }),
      "Conv1DTranspose: padding must be 'same' or 'valid', got \"causal\".",
    ],
    [
      () => new layers.Conv2DTranspose(1, 1, 3, { strides: [2, 3], outputPadding: [1, 3] }),
      'Conv2DTranspose: outputPadding must be from 0 to 2 along an axis of stride 3, got 3.',
    ],
    [
      () => new layers.Conv2DTranspose(1, 1, 4, { strides: 2, padding: 'same', outputPadding: 0 }),
      "Conv2DTranspose: outputPadding must be from 1 to 1 along an axis of stride 2, with padding 'same' and filters that reach over 4 places, got 0.",
    ],
    [
      () => new layers.Conv1DTranspose(1, 1, 2, { padding: 'same', outputPadding: 0 }),
      "Conv1DTranspose: outputPadding must be left out along an axis of stride 1, with padding 'same' and filters that reach over 2 places, got 0.",
    ],
    [
      () => new layers.Conv3DTranspose(1, 1, 3, { outputPadding: -1 }),
      'Conv3DTranspose: outputPadding must be a whole number from 0 on, got -1.',
    ],
    [
      () => new layers.DepthwiseConv1D(3, 3, { depthMultiplier: 0 }),
      'DepthwiseConv1D: depthMultiplier must be a whole number from 1 on, got 0.',
    ],
    [
      () => new layers.DepthwiseConv2D(3, 3, { groups: 3 } as never),
      'DepthwiseConv2D: there is no option "groups"; the options are strides, padding, dilationRate, activation, useBias, biasInitializer, depthMultiplier, depthwiseInitializer.',
    ],
    [
      () => new layers.SeparableConv2D(3, 0, 3),
      'SeparableConv2D: filters must be a whole number from 1 on, got 0.',
    ],
    [
      () => new layers.LocallyConnected1D(0, 1, 1, 1),
      'LocallyConnected1D: size must be a whole number from 1 on, got 0.',
    ],
    [
      () => new layers.LocallyConnected2D([4, 3], 1, 1, 4),
      'LocallyConnected2D: its window of 4x4 does not fit into an input of 4x3; make it smaller.',
    ],
    [
      () => new layers.LocallyConnected2D(4, 1, 1, 2, { padding: 'same' } as never),
      'LocallyConnected2D: there is no option "padding"; the options are strides, activation, useBias, kernelInitializer, biasInitializer.',
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
    [
      () => new layers.Conv2DTranspose(3, 1, 3).forward(zeros(1, 4, 4, 2)),
      'Conv2DTranspose: expected input [batch, height, width, 3], got [1, 4, 4, 2]; its first argument says how many channels it takes, and channels come last.',
    ],
    [
      () => new layers.DepthwiseConv2D(1, [3, 5]).forward(zeros(1, 4, 4, 1)),
      "DepthwiseConv2D: its window of 3x5 does not fit into an image of 4x4; make it smaller, or use padding: 'same'.",
    ],
    [
      () => new layers.SeparableConv1D(2, 1, 3).forward(zeros(1, 4, 1)),
      'SeparableConv1D: expected input [batch, length, 2], got [1, 4, 1]; its first argument says how many channels it takes, and channels come last.',
    ],
    [
      () => new layers.LocallyConnected2D([4, 3], 2, 1, 2).forward(zeros(1, 3, 4, 2)),
      'LocallyConnected2D: expected input [batch, 4, 3, 2], got [1, 3, 4, 2]; its first arguments say how large its input is and how many channels it has.',
    ],
  ])('of shapes %#', (act, message) => {
    expect(act).toThrow(new ShapeError(message));
  });
});
