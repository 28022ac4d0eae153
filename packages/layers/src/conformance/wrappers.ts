import { normal, tanh } from '@thaw/core';
import { tf } from '@thaw/backend';

import { Conv2D, Dense, DropConnect, LoRA, SpectralNormalization, WeightNormalization } from '../index.ts';
import type { Case } from './case.ts';

const options = { biasInitializer: normal(0.5), activation: tanh };
const dense = (): Dense => new Dense(4, 3, options);
const filters = (): Conv2D => new Conv2D(2, 3, 2, options);
const both = ['layer.kernel', 'layer.bias'];
const rows = { input: [5, 4], output: [5, 3], refuser: 'Dense' } as const;
const images = { input: [2, 4, 3, 2], output: [2, 3, 2, 3], refuser: 'Conv2D' } as const;

/** One whose direction has been found, so that moving the kernel a little moves it by little more than nothing. */
function settled(layer: SpectralNormalization, input: readonly number[]): SpectralNormalization {
  tf.tidy(() => void layer.forward(tf.zeros([...input]), { training: true }));
  return layer;
}

/** One that has learnt, so that its B is not zero. */
function adapted(layer: LoRA): LoRA {
  layer.up.assign(normal(0.5)(layer.up.shape));
  return layer;
}

/** The layers that stand around another and change its kernel. */
export const wrappers: readonly Case[] = [
  {
    name: 'DropConnect',
    make: () => new DropConnect(dense(), { rate: 0.4 }),
    weights: both,
    ...rows,
    refuser: 'DropConnect',
  },
  {
    name: 'WeightNormalization',
    make: () => new WeightNormalization(dense()),
    weights: [...both, 'gain'],
    ...rows,
  },
  {
    name: 'WeightNormalization of filters',
    make: () => new WeightNormalization(filters()),
    weights: [...both, 'gain'],
    ...images,
  },
  {
    name: 'LoRA',
    make: () => adapted(new LoRA(dense(), { rank: 2, alpha: 3 })),
    weights: [...both, 'down', 'up'],
    ...rows,
  },
  {
    name: 'LoRA of filters',
    make: () => adapted(new LoRA(filters(), { rank: 2 })),
    weights: [...both, 'down', 'up'],
    ...images,
  },
  {
    name: 'SpectralNormalization',
    make: () => settled(new SpectralNormalization(dense(), { powerIterations: 50 }), rows.input),
    weights: both,
    buffers: ['direction'],
    ...rows,
  },
  {
    name: 'SpectralNormalization of filters',
    make: () => settled(new SpectralNormalization(filters(), { powerIterations: 50 }), images.input),
    weights: both,
    buffers: ['direction'],
    ...images,
  },
];
