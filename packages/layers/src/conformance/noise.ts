import { normal, tanh } from '@thaw/core';

import {
  AlphaDropout,
  Dense,
  Dropout,
  GaussianDropout,
  GaussianNoise,
  SpatialDropout1D,
  SpatialDropout2D,
  SpatialDropout3D,
  StochasticDepth,
} from '../index.ts';
import type { Case } from './case.ts';

const dense = (): Dense => new Dense(3, 3, { biasInitializer: normal(0.5), activation: tanh });

/** The layers that draw random numbers in training. */
export const noise: readonly Case[] = [
  { name: 'Dropout', make: () => new Dropout(0.4), input: [4, 6], output: [4, 6], weights: [] },
  {
    name: 'SpatialDropout1D',
    make: () => new SpatialDropout1D(0.4),
    input: [2, 5, 6],
    output: [2, 5, 6],
    weights: [],
  },
  {
    name: 'SpatialDropout2D',
    make: () => new SpatialDropout2D(0.4),
    input: [2, 3, 4, 5],
    output: [2, 3, 4, 5],
    weights: [],
  },
  {
    name: 'SpatialDropout3D',
    make: () => new SpatialDropout3D(0.4),
    input: [2, 2, 3, 2, 4],
    output: [2, 2, 3, 2, 4],
    weights: [],
  },
  { name: 'AlphaDropout', make: () => new AlphaDropout(0.4), input: [4, 6], output: [4, 6], weights: [] },
  { name: 'GaussianNoise', make: () => new GaussianNoise(0.4), input: [4, 6], output: [4, 6], weights: [] },
  {
    name: 'GaussianDropout',
    make: () => new GaussianDropout(0.4),
    input: [4, 6],
    output: [4, 6],
    weights: [],
  },
  {
    name: 'StochasticDepth',
    make: () => new StochasticDepth(dense(), { rate: 0.2 }),
    input: [4, 3],
    output: [4, 3],
    weights: ['body.kernel', 'body.bias'],
    refuser: 'Dense',
  },
  {
    name: 'StochasticDepth row by row',
    make: () => new StochasticDepth(dense(), { mode: 'row' }),
    input: [6, 3],
    output: [6, 3],
    weights: ['body.kernel', 'body.bias'],
    refuser: 'Dense',
  },
];
