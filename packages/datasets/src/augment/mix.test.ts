import { ensureDevice, Random, tf } from '@thaw/backend';
import { categoricalCrossentropy, sparseCategoricalCrossentropy } from '@thaw/core';
import { expectClose } from '@thaw/testing';
import { beforeEach, expect, test } from 'vitest';

import { drawBeta } from './draw-beta.ts';
import { cutMix, mixedLabels, mixUp } from './index.ts';

beforeEach(async () => {
  await ensureDevice();
});

const labels = { data: Int32Array.of(0, 1, 2, 3), shape: [4] };
/** Four images, each of one number throughout: 0, 1, 2, 3. */
const flat = (): tf.Tensor4D => tf.tile(tf.reshape(tf.range(0, 4), [4, 1, 1, 1]), [1, 4, 5, 2]);

test('Beta(α, α) has mean ½ and variance 1 / (4·(2α + 1)), from 0 to 1', () => {
  for (const alpha of [0.2, 1, 3]) {
    const count = 4000;
    const parts = drawBeta(count, alpha, new Random(3));
    const mean = parts.reduce((a, b) => a + b, 0) / count;
    const variance = parts.reduce((sum, part) => sum + (part - mean) ** 2, 0) / count;
    const expected = 1 / (4 * (2 * alpha + 1));
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(expected / count));
    expect(Math.abs(variance / expected - 1)).toBeLessThan(0.1);
    expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...parts)).toBeLessThanOrEqual(1);
  }
});

test('mixUp: part · own + (1 − part) · the partner’s, in images and targets alike', async () => {
  const draws = new Random(7);
  const [partners, parts] = [draws.permutation(4), drawBeta(4, 0.5, draws)];
  const { input, target } = mixUp({ alpha: 0.5, classes: 4 })(
    { input: flat(), target: labels },
    { random: new Random(7) },
  );
  const expected = Array.from(parts, (part, i) => part * i + (1 - part) * partners[i]!);
  await expectClose(tf.mean(input as tf.Tensor, [1, 2, 3]), expected, 1e-5);
  const rows = Array.from(parts, (part, i) =>
    [0, 1, 2, 3].map((k) => part * Number(k === i) + (1 - part) * Number(k === partners[i])),
  );
  await expectClose(target as tf.Tensor, tf.tensor2d(rows), 1e-6);
});

test('cutMix: the box is the partner’s, and the target has it by its area', async () => {
  const partners = new Random(3).permutation(4);
  const { input, target } = cutMix({ pairs: true })(
    { input: flat(), target: labels },
    { random: new Random(3) },
  );
  const images = (await (input as tf.Tensor4D).array()) as number[][][][];
  const pairs = (await (target as tf.Tensor2D).array()) as [number, number, number][];
  const parts = new Set<number>();
  for (const [i, [own, other, part]] of pairs.entries()) {
    expect([own, other]).toEqual([i, partners[i]]);
    const pixels = images[i]!.flat(2);
    const kept = pixels.filter((pixel) => pixel === i).length / pixels.length;
    expect(i === partners[i] ? kept : part).toBeCloseTo(i === partners[i] ? 1 : kept, 6);
    expect(pixels.every((pixel) => pixel === i || pixel === partners[i])).toBe(true);
    parts.add(part);
  }
  expect(parts.size).toBeGreaterThan(1);
});

test('targets of numbers are mixed as they are', async () => {
  const target = tf.tensor2d([1, 0, 0, 1, 1, 0, 0, 1], [4, 2]);
  const mixed = mixUp()({ input: flat(), target }, { random: new Random(7) }).target as tf.Tensor;
  await expectClose(tf.sum(mixed, 1), [1, 1, 1, 1], 1e-6);
});

test('the loss of pairs is the loss of parts: cross-entropy is linear in them', async () => {
  const prediction = tf.tensor2d(new Random(1).normal(16), [4, 4]);
  const batch = { input: flat(), target: labels };
  const pairs = mixUp({ alpha: 1, pairs: true })(batch, { random: new Random(5) }).target as tf.Tensor;
  const parts = mixUp({ alpha: 1, classes: 4 })(batch, { random: new Random(5) }).target as tf.Tensor;
  const loss = mixedLabels(sparseCategoricalCrossentropy);
  await expectClose(loss(pairs, prediction), categoricalCrossentropy(parts, prediction), 1e-6);
  const weighting = { sampleWeight: tf.tensor1d([1, 0, 2, 1]), mask: tf.tensor1d([1, 1, 0, 1]) };
  await expectClose(
    loss(pairs, prediction, weighting),
    categoricalCrossentropy(parts, prediction, weighting),
    1e-6,
  );
});
