import { ArgumentError, ensureDevice, Random, ShapeError, tf } from '@thaw/backend';
import type { Batch } from '@thaw/core';
import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeEach, describe, expect, test } from 'vitest';

import { augmentations, batchOf } from './conformance/augmentations.ts';

beforeEach(async () => {
  await ensureDevice();
});

describe.each(augmentations)(
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
