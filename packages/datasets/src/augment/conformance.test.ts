import { ArgumentError, ensureDevice, Random, ShapeError, tf } from '@thaw/backend';
import type { Batch } from '@thaw/core';
import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeEach, describe, expect, test } from 'vitest';

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
} from './index.ts';

beforeEach(async () => {
  await ensureDevice();
});

/** Every augmentation of images; those of colour alone want three channels. */
const all: [
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
const batchOf = (channels: number): Batch & { weights: Float32Array } => ({
  input: { data: new Random(1).uniform(rows * 4 * 5 * channels), shape: [rows, 4, 5, channels] },
  target: { data: Int32Array.of(0, 1, 2, 3, 4, 5), shape: [rows] },
  sampleWeight: { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [rows] },
  weights: new Float32Array(3),
});

describe.each(all)(
  '%s',
  (name, change, { channels, draws = true, mixes = false, within = [0, 1], tolerance = 1e-4 }) => {
    const run = (seed: number, batch = batchOf(channels ?? 1)): Batch =>
      change(batch, { random: new Random(seed) });

    test('the same seed gives the same bits, another others', async () => {
      const data = async (seed: number): Promise<tf.TypedArray> => (run(seed).input as tf.Tensor).data();
      const first = await data(3);
      expect(await data(3)).toEqual(first);
      const other = await data(4);
      expect(other.every((value, i) => value === first[i])).toBe(!draws);
      expect(first.every((value) => Number.isFinite(value))).toBe(true);
      const [low, high] = within;
      expect(Math.min(...first)).toBeGreaterThanOrEqual(low - 1e-6);
      expect(Math.max(...first)).toBeLessThanOrEqual(high + 1e-6);
    });

    test('images of one and of three channels, on the host or the device, bytes or not, all the same', async () => {
      const batch = batchOf(3);
      const { data, shape } = batch.input as { data: Float32Array; shape: number[] };
      const bytes = Uint8Array.from(data, (value) => Math.round(value));
      const inputs = [
        { data: bytes, shape },
        tf.tensor(bytes, shape, 'int32'),
        { data: Float32Array.from(bytes), shape },
      ];
      const outs = inputs.map((input) => run(3, { ...batch, input }).input as tf.Tensor);
      for (const out of outs) {
        expect([out.rank, out.shape[3], out.dtype]).toEqual([4, 3, 'float32']);
        await expectClose(out, outs[0]!, tolerance);
      }
    });

    test('what it has no business with stays as it is, and nothing is left behind', async () => {
      const batch = batchOf(channels ?? 1);
      const result = run(3, batch) as typeof batch;
      expect(result.sampleWeight).toBe(batch.sampleWeight);
      expect(result.weights).toBe(batch.weights);
      expect(result.target === batch.target).toBe(!mixes);
      await expectNoLeak(() => {
        const { input, target } = run(3);
        tf.dispose([input, target].filter((value) => value instanceof tf.Tensor));
      });
    });

    test('its error texts begin with its name', () => {
      const flat = { input: tf.ones([2, 3, 4]) };
      expect(() => run(1, flat as never)).toThrow(
        new ShapeError(
          `${name}: expected input [batch, height, width, channels], got [2, 3, 4]; grey images have one channel.`,
        ),
      );
      const bad = { data: Float32Array.of(1, NaN), shape: [1, 1, 2, 1] };
      expect(() => run(1, { input: bad } as never)).toThrow(
        new ArgumentError(
          `${name}: the images hold a number that is not finite; mend or leave out that row.`,
        ),
      );
    });
  },
);
