import { Random } from '@thaw/backend';
import type { Batch } from '@thaw/core';

import {
  type Augmentation,
  cutMix,
  cutout,
  gaussianNoise,
  mixUp,
  normalize,
  pad,
  randAugment,
  randomAffine,
  randomBrightness,
  randomColorJitter,
  randomContrast,
  randomCrop,
  randomElasticTransform,
  randomFlip,
  randomHue,
  randomRotation,
  randomSaturation,
  randomShear,
  randomTranslation,
  randomZoom,
} from '../index.ts';

/** Every augmentation of images; those of colour alone want three channels. */
export const augmentations: [
  string,
  Augmentation,
  { channels?: 3; draws?: false; mixes?: true; within?: [number, number]; tolerance?: number },
][] = [
  ['randomFlip', randomFlip({ mode: 'horizontalAndVertical' }), {}],
  ['randomCrop', randomCrop({ height: 3, width: 2, padding: 1 }), {}],
  ['pad', pad({ padding: [2, 1] }), { draws: false }],
  ['randomRotation', randomRotation({ factor: 0.2 }), {}],
  ['randomTranslation', randomTranslation({ height: 0.3, width: 0.2 }), {}],
  ['randomZoom', randomZoom({ height: 0.3, width: 0.1 }), {}],
  ['randomShear', randomShear({ x: 0.4, y: 0.2 }), {}],
  ['randomAffine', randomAffine({ zoom: 0.2, shear: 0.2, rotation: 0.1, height: 0.1, width: 0.1 }), {}],
  ['randomElasticTransform', randomElasticTransform({ alpha: 4, sigma: 1 }), {}],
  ['randomBrightness', randomBrightness({ factor: 0.3 }), {}],
  ['randomContrast', randomContrast({ factor: 0.8 }), {}],
  ['randomSaturation', randomSaturation({ factor: 0.8 }), { channels: 3 }],
  ['randomHue', randomHue({ factor: 0.5 }), { channels: 3 }],
  ['randomColorJitter', randomColorJitter({ brightness: 0.3, contrast: 0.3 }), {}],
  ['normalize', normalize({ mean: 0.5, standardDeviation: 0.2 }), { draws: false, within: [-2.5, 2.5] }],
  ['gaussianNoise', gaussianNoise({ stddev: 0.1 }), { within: [-0.6, 1.6] }],
  ['cutout', cutout({ size: 2 }), {}],
  ['mixUp', mixUp({ classes: 6 }), { mixes: true }],
  ['cutMix', cutMix({ classes: 6 }), { mixes: true }],
  // Levels are rounded: where devices differ in a last bit, a pixel may come to another one of 256.
  ['randAugment', randAugment(), { tolerance: 0.02 }],
];

const rows = 6;
/** Six images and their labels. */
export const batchOf = (channels: number): Batch & { weights: Float32Array } => ({
  input: { data: new Random(1).uniform(rows * 4 * 5 * channels), shape: [rows, 4, 5, channels] },
  target: { data: Int32Array.of(0, 1, 2, 3, 4, 5), shape: [rows] },
  sampleWeight: { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [rows] },
  weights: new Float32Array(3),
});
