import type { Module } from '@thaw/core';

import * as layers from '../index.ts';

/** A layer without weights that works on sequences, images or volumes. */
interface SpatialCase {
  readonly name: string;
  readonly make: () => Module;
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly weights: readonly string[];
}

// Fewer than 200 numbers each, so that no move of a central difference reaches the next of them.
const inputs = { 1: [2, 7, 3], 2: [2, 6, 5, 2], 3: [1, 4, 5, 3, 2] } as const;

function of(rank: 1 | 2 | 3, make: () => Module, output: readonly number[], note = ''): SpatialCase {
  const name = `${make().constructor.name}${note}`;
  return { name, make, input: inputs[rank], output, weights: [] };
}

const overlapping = { padding: 'same', strides: 2 } as const;

/** The cases of the layers that pool. */
const poolings = [
  of(1, () => new layers.MaxPooling1D(), [2, 3, 3]),
  of(1, () => new layers.MaxPooling1D(3, overlapping), [2, 4, 3], ', same, overlapping'),
  of(2, () => new layers.MaxPooling2D(), [2, 3, 2, 2]),
  of(2, () => new layers.MaxPooling2D(3, overlapping), [2, 3, 3, 2], ', same, overlapping'),
  of(3, () => new layers.MaxPooling3D([2, 3, 1]), [1, 2, 1, 3, 2]),
  of(3, () => new layers.MaxPooling3D(3, overlapping), [1, 2, 3, 2, 2], ', same, overlapping'),
  of(1, () => new layers.AveragePooling1D(), [2, 3, 3]),
  of(1, () => new layers.AveragePooling1D(3, overlapping), [2, 4, 3], ', same, overlapping'),
  of(2, () => new layers.AveragePooling2D([2, 1]), [2, 3, 5, 2]),
  of(2, () => new layers.AveragePooling2D(3, overlapping), [2, 3, 3, 2], ', same, overlapping'),
  of(3, () => new layers.AveragePooling3D([2, 3, 1]), [1, 2, 1, 3, 2]),
  of(3, () => new layers.AveragePooling3D(3, overlapping), [1, 2, 3, 2, 2], ', same, overlapping'),
  of(1, () => new layers.GlobalMaxPooling1D(), [2, 3]),
  of(2, () => new layers.GlobalMaxPooling2D(), [2, 2]),
  of(3, () => new layers.GlobalMaxPooling3D({ keepDims: true }), [1, 1, 1, 1, 2]),
  of(1, () => new layers.GlobalAveragePooling1D(), [2, 3]),
  of(2, () => new layers.GlobalAveragePooling2D({ keepDims: true }), [2, 1, 1, 2]),
  of(3, () => new layers.GlobalAveragePooling3D(), [1, 2]),
  of(1, () => new layers.AdaptiveMaxPooling1D(3), [2, 3, 3]),
  of(2, () => new layers.AdaptiveMaxPooling2D([3, 7]), [2, 3, 7, 2]),
  of(3, () => new layers.AdaptiveMaxPooling3D(2), [1, 2, 2, 2, 2]),
  of(1, () => new layers.AdaptiveAveragePooling1D(3), [2, 3, 3]),
  of(2, () => new layers.AdaptiveAveragePooling2D([3, 7]), [2, 3, 7, 2]),
  of(3, () => new layers.AdaptiveAveragePooling3D(2), [1, 2, 2, 2, 2]),
  of(1, () => new layers.LpPooling1D(1, 2), [2, 3, 3]),
  of(2, () => new layers.LpPooling2D(2, 3, { strides: [1, 2] }), [2, 4, 2, 2]),
  of(3, () => new layers.LpPooling3D(2.5, 2), [1, 2, 2, 1, 2]),
];

/** The cases of the layers that add or take places at the ends. */
const borders = [
  of(1, () => new layers.ZeroPadding1D([2, 0]), [2, 9, 3]),
  of(2, () => new layers.ZeroPadding2D(), [2, 8, 7, 2]),
  of(3, () => new layers.ZeroPadding3D([1, 0, [0, 2]]), [1, 6, 5, 5, 2]),
  of(1, () => new layers.ReflectPadding1D(6), [2, 19, 3], ', as far as it goes'),
  of(2, () => new layers.ReflectPadding2D([0, [2, 1]]), [2, 6, 8, 2]),
  of(3, () => new layers.ReflectPadding3D(1), [1, 6, 7, 5, 2]),
  of(1, () => new layers.ReplicatePadding1D([9, 1]), [2, 17, 3], ', further than it is long'),
  of(2, () => new layers.ReplicatePadding2D([0, [2, 1]]), [2, 6, 8, 2]),
  of(3, () => new layers.ReplicatePadding3D(1), [1, 6, 7, 5, 2]),
  of(1, () => new layers.Cropping1D([2, 0]), [2, 5, 3]),
  of(2, () => new layers.Cropping2D([[1, 2], 2]), [2, 3, 1, 2]),
  of(3, () => new layers.Cropping3D(1), [1, 2, 3, 1, 2]),
];

/** The cases of the layers that repeat numbers or put them elsewhere. */
const rearrangements = [
  of(1, () => new layers.UpSampling1D(), [2, 14, 3]),
  of(2, () => new layers.UpSampling2D([1, 3]), [2, 6, 15, 2]),
  of(2, () => new layers.UpSampling2D(2, { interpolation: 'bilinear' }), [2, 12, 10, 2], ', bilinear'),
  of(3, () => new layers.UpSampling3D([1, 2, 3]), [1, 4, 10, 9, 2]),
  { ...of(2, () => new layers.PixelShuffle(2), [2, 6, 4, 1]), input: [2, 3, 2, 4] },
  { ...of(2, () => new layers.PixelUnshuffle(2), [2, 3, 2, 12]), input: [2, 6, 4, 3] },
  of(2, () => new layers.Reshape([3, -1]), [2, 3, 20]),
  of(2, () => new layers.Permute([3, 1, 2]), [2, 2, 6, 5]),
  { ...of(1, () => new layers.RepeatVector(3), [2, 3, 5]), input: [2, 5] },
];

export const spatialCases: readonly SpatialCase[] = [...poolings, ...borders, ...rearrangements];
