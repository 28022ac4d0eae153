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

export const spatialCases: readonly SpatialCase[] = [...poolings];
