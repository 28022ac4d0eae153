import { normal } from '@thaw/core';

import {
  BatchNormalization,
  GroupNormalization,
  InstanceNormalization,
  LayerNormalization,
  LocalResponseNormalization,
  RMSNormalization,
  UnitNormalization,
} from '../index.ts';
import type { Case } from './case.ts';

// Neither 1 nor 0, so that what forgets them is found out.
const gammaInitializer = normal(0.5, 1);
const initializers = { gammaInitializer, betaInitializer: normal(0.5) };
const affine = ['gamma', 'beta'];
const moving = ['movingMean', 'movingVariance'];
const nothing = { center: false, scale: false };

function same(name: string, make: Case['make'], shape: readonly number[], more: Partial<Case> = {}): Case {
  return { name, make, input: shape, output: shape, weights: [], ...more };
}

/** The layers that normalize what passes through them. */
export const normalizations: readonly Case[] = [
  same('LayerNormalization', () => new LayerNormalization(5, initializers), [2, 3, 5], { weights: affine }),
  same('LayerNormalization that learns nothing', () => new LayerNormalization(5, nothing), [4, 5]),
  same('BatchNormalization', () => new BatchNormalization(3, initializers), [6, 3], {
    weights: affine,
    buffers: moving,
  }),
  same('BatchNormalization of volumes', () => new BatchNormalization(2, initializers), [2, 2, 3, 2, 2], {
    weights: affine,
    buffers: moving,
  }),
  same('BatchNormalization that learns nothing', () => new BatchNormalization(2, nothing), [2, 4, 2], {
    buffers: moving,
  }),
  same('GroupNormalization', () => new GroupNormalization(6, { groups: 2, ...initializers }), [2, 3, 2, 6], {
    weights: affine,
  }),
  same('GroupNormalization of rows', () => new GroupNormalization(6, { groups: 2, ...nothing }), [3, 6]),
  same('InstanceNormalization', () => new InstanceNormalization(3, initializers), [2, 3, 2, 3], {
    weights: affine,
  }),
  same('RMSNormalization', () => new RMSNormalization(5, { gammaInitializer }), [2, 3, 5], {
    weights: ['gamma'],
  }),
  same('RMSNormalization that learns nothing', () => new RMSNormalization(5, { scale: false }), [4, 5]),
  same('UnitNormalization', () => new UnitNormalization(), [2, 3, 4]),
  same(
    'LocalResponseNormalization',
    () => new LocalResponseNormalization({ depthRadius: 1, alpha: 0.5 }),
    [2, 3, 2, 4],
  ),
];
