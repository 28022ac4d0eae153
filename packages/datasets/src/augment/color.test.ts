import { ensureDevice, Random, tf } from '@thaw/backend';
import { expectClose } from '@thaw/testing';
import { beforeEach, expect, test } from 'vitest';

import {
  type Augmentation,
  cutout,
  gaussianNoise,
  normalize,
  randAugment,
  type RandAugmentOperation,
  randomBrightness,
  randomColorJitter,
  randomContrast,
  randomHue,
  randomSaturation,
} from './index.ts';

beforeEach(async () => {
  await ensureDevice();
});

const changed = (augmentation: Augmentation, input: tf.Tensor, seed = 7): tf.Tensor =>
  augmentation({ input }, { random: new Random(seed) }).input as tf.Tensor;
const expectNumbers = (x: tf.Tensor, expected: readonly number[], tolerance: number): Promise<void> =>
  expectClose(tf.reshape(x, [-1]), expected, tolerance);
/** One image of one row of grey pixels. */
const grey = (...pixels: number[]): tf.Tensor4D => tf.tensor4d(pixels, [1, 1, pixels.length, 1]);

test('brightness adds a part of the value range, and cuts off', async () => {
  await expectNumbers(
    changed(randomBrightness({ factor: [0.25, 0.25] }), grey(0, 0.5, 0.9)),
    [0.25, 0.75, 1],
    1e-6,
  );
  const bytes = randomBrightness({ factor: [-0.2, -0.2], valueRange: [0, 255] });
  await expectNumbers(changed(bytes, grey(10, 100)), [0, 49], 1e-4);
});

test('contrast goes away from the mean of each channel of each image, or towards it', async () => {
  const images = tf.tensor4d([0.2, 0.9, 0.4, 0.9, 0, 0.5, 1, 0.5], [2, 1, 2, 2]);
  const flat = [0.3, 0.9, 0.3, 0.9, 0.5, 0.5, 0.5, 0.5];
  await expectNumbers(changed(randomContrast({ factor: [-1, -1] }), images), flat, 1e-6);
  const more = [0.15, 0.9, 0.45, 0.9, 0, 0.5, 1, 0.5]; // 0.3 ∓ 1.5 · 0.1; the last image is cut off
  await expectNumbers(changed(randomContrast({ factor: [0.5, 0.5] }), images), more, 1e-6);
});

test('saturation: −1 leaves the grey of a colour, 0.299 red + 0.587 green + 0.114 blue; 0 leaves it as it is', async () => {
  const pixel = tf.tensor4d([0.5, 0.25, 1], [1, 1, 1, 3]);
  const level = 0.299 * 0.5 + 0.587 * 0.25 + 0.114;
  await expectNumbers(changed(randomSaturation({ factor: [-1, -1] }), pixel), [level, level, level], 1e-6);
  await expectNumbers(changed(randomSaturation({ factor: 0 }), pixel), [0.5, 0.25, 1], 0);
});

// Python 3.11: colorsys.hsv_to_rgb((h + turn) % 1, s, v) of (h, s, v) = colorsys.rgb_to_hsv(r, g, b).
test.each([
  [[1, 0, 0], 1 / 3, [0, 1, 0]],
  [[1, 0, 0], -1 / 3, [0, 0, 1]],
  [[0.2, 0.8, 0.4], 0.1, [0.2, 0.8, 0.76]],
  [[0.9, 0.1, 0.5], -0.25, [0.1, 0.1, 0.9]],
  [[0.3, 0.3, 0.3], 0.4, [0.3, 0.3, 0.3]],
  [[0.1, 0.6, 0.6], 0.5, [0.6, 0.1, 0.1]],
] as [number[], number, number[]][])(
  'the hue of %j moved by %s of a turn is %j',
  async (pixel, turn, expected) => {
    const image = tf.tensor4d(pixel, [1, 1, 1, 3]);
    await expectNumbers(changed(randomHue({ factor: [turn, turn] }), image), expected, 1e-5);
  },
);

test('jitter draws each of its four within its bounds, and takes grey images too', async () => {
  const pixel = tf.tile(tf.tensor4d([0.5, 0.5, 0.5], [1, 1, 1, 3]), [40, 1, 1, 1]);
  const jitter = randomColorJitter({ brightness: 0.2, contrast: 0.5, saturation: 0.5, hue: 0.5 });
  const out = await changed(jitter, pixel).data(); // of one grey pixel the brightness alone is seen
  expect(Math.min(...out)).toBeGreaterThanOrEqual(0.3 - 1e-6);
  expect(Math.max(...out)).toBeLessThanOrEqual(0.7 + 1e-6);
  expect(Math.max(...out) - Math.min(...out)).toBeGreaterThan(0.2);
  expect(changed(randomColorJitter({ brightness: 0.2, contrast: 0.5 }), grey(0, 1)).shape).toEqual([
    1, 1, 2, 1,
  ]);
});

test('normalized by one mean, or one for each channel', async () => {
  const image = tf.tensor4d([1, 10, 3, 30], [1, 1, 2, 2]);
  await expectNumbers(changed(normalize({ mean: 2, standardDeviation: 2 }), image), [-0.5, 4, 0.5, 14], 0);
  const each = normalize({ mean: [2, 20], standardDeviation: [1, 10] });
  await expectNumbers(changed(each, image), [-1, -1, 1, 1], 0);
});

test('noise is that of the generator, scaled, and cut off where a range is given', async () => {
  const noise = new Random(7).normal(4, 0, 0.5);
  await expectNumbers(
    changed(gaussianNoise({ stddev: 0.5 }), grey(0, 1, 2, 3)),
    [...noise].map((e, i) => i + e),
    1e-5,
  );
  const cut = await changed(
    gaussianNoise({ stddev: 5, valueRange: [0, 1] }),
    grey(...Array(50).fill(0.5)),
  ).data();
  expect([Math.min(...cut), Math.max(...cut)]).toEqual([0, 1]);
});

test('cutout wipes out the square about the drawn pixel, as far as it lies within', async () => {
  const draws = new Random(7);
  const [rows, columns] = [draws.integers(6, 4), draws.integers(6, 5)];
  const out = await changed(cutout({ size: 3, fillValue: -1 }), tf.ones([6, 4, 5, 2])).data();
  const expected = Array.from({ length: 6 * 4 * 5 * 2 }, (_, place) => {
    const [n, i, j] = [Math.floor(place / 40), Math.floor(place / 10) % 4, Math.floor(place / 2) % 5];
    return Math.abs(i - rows[n]!) <= 1 && Math.abs(j - columns[n]!) <= 1 ? -1 : 1;
  });
  expect([...out]).toEqual(expected);
});

/** One operation of full strength, or of the given one. */
const alone = (operation: RandAugmentOperation, magnitude = 10): Augmentation =>
  randAugment({ numOps: 1, magnitude, operations: [operation] });

test('the operations of RandAugment by hand', async () => {
  await expectNumbers(changed(alone('identity'), grey(0.1, 0.2)), [0.1, 0.2], 1e-7);
  await expectNumbers(changed(alone('autoContrast'), grey(0.2, 0.3, 0.6)), [0, 0.25, 1], 1e-6);
  await expectNumbers(changed(alone('autoContrast'), grey(0.2, 0.2)), [0.2, 0.2], 1e-7); // nothing to spread
  await expectNumbers(changed(alone('solarize'), grey(0, 0.3, 1)), [1, 0.7, 0], 1e-6);
  await expectNumbers(changed(alone('solarize', 5), grey(0, 0.3, 0.75)), [0, 0.3, 0.25], 1e-6);
  const levels = [0, 15, 16, 200, 255];
  const posterized = [0, 0, 16, 192, 240]; // four bits are left
  await expectNumbers(
    changed(alone('posterize'), grey(...levels.map((x) => x / 255))),
    posterized.map((x) => x / 255),
    1e-6,
  );
  const images = tf.fill([8, 1, 1, 1], 0.5);
  const bright = new Set(
    Array.from(await changed(alone('brightness', 5), images).data(), (x) => x.toFixed(3)),
  );
  expect([...bright].sort()).toEqual(['0.275', '0.725']); // 0.5 · (1 ± 0.45)
});

test('sharpness goes away from the mean around, or towards it; the border stays', async () => {
  const peak = tf.tile(tf.tensor4d([0, 0, 0, 0, 0.5, 0, 0, 0, 0], [1, 3, 3, 1]), [8, 1, 1, 1]);
  const mean = (5 * 0.5) / 13;
  const middle = await tf.slice(changed(alone('sharpness', 5), peak), [0, 1, 1, 0], [8, 1, 1, 1]).data();
  const expected = [1.45, 0.55].map((factor) => (factor * 0.5 + (1 - factor) * mean).toFixed(4)).sort();
  expect([...new Set(Array.from(middle, (x) => x.toFixed(4)))].sort()).toEqual(expected);
  const above = tf.slice(changed(alone('sharpness', 5), peak), [0, 0, 0, 0], [8, 1, 3, 1]);
  await expectClose(above, tf.zeros([8, 1, 3, 1]), 0);
});

test('equalize spreads the levels as Pillow does', async () => {
  // 512 pixels, 300 of level 10, 200 of 50, 12 of 200: s = ⌊500/255⌋ = 1, so the tables are 0, 300 → 255, 500 → 255.
  const lines = [...Array(300).fill(10), ...Array(200).fill(50), ...Array(12).fill(200)] as number[];
  const out = await changed(alone('equalize'), grey(...lines.map((x) => x / 255))).data();
  expect([out[0], out[300], out[511]].map((x) => Math.round(255 * x!))).toEqual([0, 255, 255]);
  // 1,020 pixels: s = ⌊(1020 − 5)/255⌋ = 3: (1 + 0)/3 → 0, (1 + 400)/3 → 133, (1 + 1015)/3 → 255.
  const more = [...Array(400).fill(10), ...Array(615).fill(50), ...Array(5).fill(200)] as number[];
  const levels = await changed(alone('equalize'), grey(...more.map((x) => x / 255))).data();
  expect([levels[0], levels[400], levels[1019]].map((x) => Math.round(255 * x!))).toEqual([0, 133, 255]);
  await expectNumbers(changed(alone('equalize'), grey(0.1, 0.2)), [0.1, 0.2], 1e-6); // too few pixels: s = 0
});

test('RandAugment: images keep their places, whatever operation each has drawn', async () => {
  const images = tf.add(
    tf.zeros([30, 1, 1, 1]),
    tf.reshape(tf.div(tf.range(0, 30), 40), [30, 1, 1, 1]),
  ) as tf.Tensor4D;
  const options = { numOps: 1, magnitude: 10, operations: ['identity', 'solarize'] } as const;
  const out = await changed(randAugment(options), images).data();
  const turned = Array.from(out, (value, i) =>
    Math.abs(value - i / 40) < 1e-6 ? 0 : Math.abs(value - 1 + i / 40) < 1e-6 ? 1 : 2,
  );
  expect(turned).not.toContain(2);
  expect([...turned.keys()].filter((i) => i !== 20 && turned[i])).toEqual(
    [...new Random(7).fork(0).integers(30, 2).entries()].filter(([i, op]) => i !== 20 && op).map(([i]) => i),
  );
});
