import { type Module, normal, silu, tanh } from '@thaw/core';

import { Conv1D, Conv2D, Conv3D } from '../index.ts';
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
  of(1, () => new Conv1D(4, 3, 3, folded), [2, 5, 3]),
  of(1, () => new Conv1D(4, 3, 3, { ...after, padding: 'causal', dilationRate: 3 }), [2, 7, 3], ', causal'),
  of(1, () => new Conv1D(4, 6, 2, { ...folded, groups: 2, strides: 3, dilationRate: 2 }), [2, 2, 6], ', all'),
  of(2, () => new Conv2D(2, 3, 3, folded), [2, 4, 3, 3]),
  of(
    2,
    () => new Conv2D(2, 3, [3, 2], { padding: 'same', strides: [2, 1], useBias: false }),
    [2, 3, 5, 3],
    ', same, rectangular',
    ['kernel'],
  ),
  of(
    2,
    () => new Conv2D(2, 4, [3, 2], { ...folded, dilationRate: [2, 3], groups: 2 }),
    [2, 2, 2, 4],
    ', dilated, a group for each channel',
  ),
  of(
    2,
    () => new Conv2D(2, 3, [9, 1], { ...after, padding: 'same' }),
    [2, 6, 5, 3],
    ', taller than the image',
  ),
  of(3, () => new Conv3D(2, 3, [2, 3, 2], folded), [1, 3, 3, 2, 3]),
  of(
    3,
    () =>
      new Conv3D(2, 4, 2, {
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

/** The layers whose filters slide. */
export const convolutions: readonly Case[] = [...plain];
