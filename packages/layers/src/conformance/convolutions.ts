import { type Module, normal, silu, tanh } from '@thaw/core';

import * as layers from '../index.ts';
import type { Case } from './case.ts';

// Biases that are not zero, so that what forgets them is found out; an activation that kernels fold in, and one that none does.
const biasInitializer = normal(0.5);
const folded = { biasInitializer, activation: tanh };
const after = { biasInitializer, activation: silu };
const inputs = { 1: [2, 7, 4], 2: [2, 6, 5, 2], 3: [1, 4, 5, 3, 2] } as const;

function of(
  rank: 1 | 2 | 3,
  make: () => Module,
  output: readonly number[],
  note = '',
  weights: readonly string[] = ['kernel', 'bias'],
): Case {
  return { name: `${make().constructor.name}${note}`, make, input: inputs[rank], output, weights };
}

const plain = [
  of(1, () => new layers.Conv1D(4, 3, 3, folded), [2, 5, 3]),
  of(
    1,
    () => new layers.Conv1D(4, 3, 3, { ...after, padding: 'causal', dilationRate: 3 }),
    [2, 7, 3],
    ', causal',
  ),
  of(
    1,
    () => new layers.Conv1D(4, 6, 2, { ...folded, groups: 2, strides: 3, dilationRate: 2 }),
    [2, 2, 6],
    ', all',
  ),
  of(2, () => new layers.Conv2D(2, 3, 3, folded), [2, 4, 3, 3]),
  of(
    2,
    () => new layers.Conv2D(2, 3, [3, 2], { padding: 'same', strides: [2, 1], useBias: false }),
    [2, 3, 5, 3],
    ', same, rectangular',
    ['kernel'],
  ),
  of(
    2,
    () => new layers.Conv2D(2, 4, [3, 2], { ...folded, dilationRate: [2, 3], groups: 2 }),
    [2, 2, 2, 4],
    ', dilated, a group for each channel',
  ),
  of(
    2,
    () => new layers.Conv2D(2, 3, [9, 1], { ...after, padding: 'same' }),
    [2, 6, 5, 3],
    ', taller than the image',
  ),
  of(3, () => new layers.Conv3D(2, 3, [2, 3, 2], folded), [1, 3, 3, 2, 3]),
  of(
    3,
    () =>
      new layers.Conv3D(2, 4, 2, {
        ...after,
        padding: 'same',
        strides: [1, 2, 1],
        dilationRate: [2, 2, 1],
        groups: 2,
      }),
    [1, 4, 3, 3, 4],
    ', all',
  ),
];

const transposed = [
  of(1, () => new layers.Conv1DTranspose(4, 3, 3, { ...folded, strides: 2 }), [2, 15, 3]),
  of(
    1,
    () => new layers.Conv1DTranspose(4, 3, 2, { ...after, strides: 3, dilationRate: 3, outputPadding: 1 }),
    [2, 23, 3],
    ', padded, dilated',
  ),
  of(2, () => new layers.Conv2DTranspose(2, 3, 3, { useBias: false }), [2, 8, 7, 3], ', without bias', [
    'kernel',
  ]),
  of(
    2,
    () => new layers.Conv2DTranspose(2, 3, [3, 1], { ...folded, padding: 'same', strides: [2, 3] }),
    [2, 12, 15, 3],
    ', same, strides beyond the kernel',
  ),
  of(
    3,
    () => new layers.Conv3DTranspose(2, 2, [2, 1, 2], { ...after, padding: 'same', strides: [1, 2, 1] }),
    [1, 4, 10, 3, 2],
    ', same, strides beyond the kernel',
  ),
  of(3, () => new layers.Conv3DTranspose(2, 2, 2, folded), [1, 5, 6, 4, 2]),
];

const byChannel = [
  of(1, () => new layers.DepthwiseConv1D(4, 3, folded), [2, 5, 4]),
  of(
    1,
    () =>
      new layers.DepthwiseConv1D(4, 2, { ...after, padding: 'causal', depthMultiplier: 2, dilationRate: 3 }),
    [2, 7, 8],
    ', causal',
  ),
  of(
    2,
    () => new layers.DepthwiseConv2D(2, [3, 2], { ...folded, strides: 2, dilationRate: [1, 2] }),
    [2, 2, 2, 2],
    ', strides and dilation',
  ),
  of(
    2,
    () => new layers.DepthwiseConv2D(2, 3, { padding: 'same', depthMultiplier: 3, useBias: false }),
    [2, 6, 5, 6],
    ', same',
    ['kernel'],
  ),
  of(1, () => new layers.SeparableConv1D(4, 3, 3, { ...folded, strides: 2 }), [2, 3, 3], '', [
    'depthwiseKernel',
    'pointwiseKernel',
    'bias',
  ]),
  of(
    2,
    () => new layers.SeparableConv2D(2, 3, 3, { ...after, padding: 'same', depthMultiplier: 2 }),
    [2, 6, 5, 3],
    ', same',
    ['depthwiseKernel', 'pointwiseKernel', 'bias'],
  ),
];

const local = [
  of(1, () => new layers.LocallyConnected1D(7, 4, 2, 3, folded), [2, 5, 2]),
  of(1, () => new layers.LocallyConnected1D(7, 4, 2, 3, { ...after, strides: 3 }), [2, 2, 2], ', strides'),
  of(2, () => new layers.LocallyConnected2D([6, 5], 2, 2, [6, 4], folded), [2, 1, 2, 2]),
  of(
    2,
    () => new layers.LocallyConnected2D([6, 5], 2, 3, 2, { strides: [2, 3], useBias: false }),
    [2, 3, 2, 3],
    ', strides',
    ['kernel'],
  ),
];

/** The layers whose filters slide. */
export const convolutions: readonly Case[] = [...plain, ...transposed, ...byChannel, ...local];
