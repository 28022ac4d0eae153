import { ArgumentError, ensureDevice, ShapeError, tf } from '@thaw/backend';
import { beforeAll, describe, expect, test } from 'vitest';

import * as layers from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const zeros = (...shape: number[]): tf.Tensor => tf.zeros(shape);

describe('error texts', () => {
  test.each<[() => unknown, string]>([
    [
      () => new layers.MaxPooling1D([2] as never),
      'MaxPooling1D: poolSize must be one whole number, got an array of 1.',
    ],
    [
      () => new layers.AveragePooling2D([2, 2, 2] as never),
      'AveragePooling2D: poolSize must be one whole number or two, [height, width], got an array of 3.',
    ],
    [
      () => new layers.MaxPooling3D(2, { strides: [1, 1] as never }),
      'MaxPooling3D: strides must be one whole number or three, [depth, height, width], got an array of 2.',
    ],
    [
      () => new layers.MaxPooling3D([2, 2, 0]),
      'MaxPooling3D: poolSize must be a whole number from 1 on, got 0.',
    ],
    [
      () => new layers.AveragePooling1D(2, { stride: 1 } as never),
      'AveragePooling1D: there is no option "stride"; the options are strides, padding.',
    ],
    [
      () => new layers.GlobalMaxPooling2D({ keepdims: true } as never),
      'GlobalMaxPooling2D: there is no option "keepdims"; the only one is keepDims.',
    ],
    [
      () => new layers.AdaptiveAveragePooling2D(0),
      'AdaptiveAveragePooling2D: outputSize must be a whole number from 1 on, got 0.',
    ],
    [
      () => new layers.LpPooling1D(Infinity, 2),
      'LpPooling1D: p must be a number from 1 on, got Infinity; what the norm of p = Infinity would be, max pooling of magnitudes gives.',
    ],
    [
      () => new layers.LpPooling2D(2, 2, { padding: 'same' } as never),
      'LpPooling2D: there is no option "padding"; the only one is strides.',
    ],
  ])('of arguments %#', (act, message) => {
    expect(act).toThrow(new ArgumentError(message));
  });

  test.each<[() => unknown, string]>([
    [
      () => new layers.MaxPooling1D().forward(zeros(8, 1)),
      'MaxPooling1D: expected input [batch, length, channels], got [8, 1]; sequences have three axes, channels last.',
    ],
    [
      () => new layers.AveragePooling3D().forward(zeros(1, 8, 8, 1)),
      'AveragePooling3D: expected input [batch, depth, height, width, channels], got [1, 8, 8, 1]; volumes have five axes, channels last.',
    ],
    [
      () => new layers.MaxPooling1D(3).forward(zeros(1, 2, 1)),
      "MaxPooling1D: its window of 3 does not fit into a sequence of 2; make it smaller, or use padding: 'same'.",
    ],
    [
      () => new layers.LpPooling3D(2, 3).forward(zeros(1, 3, 2, 3, 1)),
      'LpPooling3D: its window of 3x3x3 does not fit into a volume of 3x2x3; make it smaller.',
    ],
    [
      () => new layers.GlobalAveragePooling2D().forward(zeros(4, 4, 1)),
      'GlobalAveragePooling2D: expected input [batch, height, width, channels], got [4, 4, 1]; images have four axes, channels last.',
    ],
  ])('of shapes %#', (act, message) => {
    expect(act).toThrow(new ShapeError(message));
  });
});
