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
    [
      () => new layers.ZeroPadding1D([1, 2, 3] as never),
      'ZeroPadding1D: padding must be a whole number from 0 on or [before, after], got [1,2,3].',
    ],
    [
      () => new layers.ReflectPadding2D([1, [1, -1]]),
      'ReflectPadding2D: padding must be a whole number from 0 on, or [height, width], each a number or [before, after], got [1,[1,-1]].',
    ],
    [
      () => new layers.ReplicatePadding3D(0.5),
      'ReplicatePadding3D: padding must be a whole number from 0 on, or [depth, height, width], each a number or [before, after], got 0.5.',
    ],
    [
      () => new layers.Cropping2D(undefined as never),
      'Cropping2D: cropping must be a whole number from 0 on, or [height, width], each a number or [before, after], got undefined.',
    ],
    [() => new layers.UpSampling1D(0), 'UpSampling1D: size must be a whole number from 1 on, got 0.'],
    [
      () => new layers.UpSampling2D(2, { interpolation: 'cubic' as never }),
      "UpSampling2D: interpolation must be 'nearest' or 'bilinear', got the string 'cubic'.",
    ],
    [() => new layers.PixelShuffle(1.5), 'PixelShuffle: factor must be a whole number from 1 on, got 1.5.'],
    [() => new layers.PixelUnshuffle(0), 'PixelUnshuffle: factor must be a whole number from 1 on, got 0.'],
    [
      () => new layers.Reshape([-1, 2, -1]),
      'Reshape: targetShape must be whole numbers from 1 on, one of which may be -1, without the batch, got [-1, 2, -1].',
    ],
    [
      () => new layers.Reshape(4 as never),
      'Reshape: targetShape must be whole numbers from 1 on, one of which may be -1, without the batch, got 4.',
    ],
    [
      () => new layers.Permute([0, 1]),
      'Permute: dims must be the axes in their new order, counted from 1 after the batch, such as [2, 1], got [0, 1].',
    ],
    [() => new layers.RepeatVector(0), 'RepeatVector: times must be a whole number from 1 on, got 0.'],
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
    [
      () => new layers.ZeroPadding2D().forward(zeros(4, 4, 1)),
      'ZeroPadding2D: expected input [batch, height, width, channels], got [4, 4, 1]; images have four axes, channels last.',
    ],
    [
      () => new layers.ReflectPadding1D(3).forward(zeros(1, 3, 1)),
      'ReflectPadding1D: a padding of 3 needs an axis longer than that to reflect, got one of 3; pad less, or use ReplicatePadding.',
    ],
    [
      () => new layers.ReplicatePadding1D(1).forward(zeros(1, 0, 1)),
      'ReplicatePadding1D: an axis of length 0 has no border to replicate.',
    ],
    [
      () => new layers.Cropping2D([1, [2, 3]]).forward(zeros(1, 4, 5, 1)),
      'Cropping2D: of 4x5 it leaves 2x0; crop less.',
    ],
    [
      () => new layers.PixelShuffle(2).forward(zeros(1, 2, 2, 6)),
      'PixelShuffle: channels must be a multiple of 2x2, got 6 in [1, 2, 2, 6].',
    ],
    [
      () => new layers.PixelUnshuffle(2).forward(zeros(1, 4, 5, 1)),
      'PixelUnshuffle: height and width must be multiples of 2, got 4x5.',
    ],
    [
      () => new layers.Reshape([5, -1]).forward(zeros(2, 3, 4)),
      'Reshape: cannot make [batch, 5, …] of [2, 3, 4]; a row of it has 12 numbers.',
    ],
    [
      () => new layers.Permute([2, 1]).forward(zeros(2, 3)),
      'Permute: expected input [batch, …, …], got [2, 3]; its dims [2, 1] order that many axes.',
    ],
    [
      () => new layers.RepeatVector(2).forward(zeros(2, 3, 4)),
      'RepeatVector: expected input [batch, units], got [2, 3, 4]; it repeats rows.',
    ],
  ])('of shapes %#', (act, message) => {
    expect(act).toThrow(new ShapeError(message));
  });
});
