import { type Random, tf } from '@thaw/backend';

import { type Affine, transformImages } from './affine.ts';
import type { ValueRange } from './check-factors.ts';
import { blend, clip, contrast, saturate } from './color.ts';
import { rotation } from './random-rotation.ts';
import { slant } from './random-shear.ts';

/** What an operation works with: a strength from 0 to 1, what a pixel may hold, and what decides which way. */
interface Strength {
  readonly strength: number;
  readonly range: ValueRange;
  readonly random: Random;
}

/** The name of one of the operations of `randAugment`. */
export type RandAugmentOperation =
  | 'identity'
  | 'autoContrast'
  | 'equalize'
  | 'rotate'
  | 'solarize'
  | 'color'
  | 'posterize'
  | 'contrast'
  | 'brightness'
  | 'sharpness'
  | 'shearX'
  | 'shearY'
  | 'translateX'
  | 'translateY';

/** One of the operations from which `randAugment` chooses: [some, height, width, channels] → the same. */
export type ImageOperation = (images: tf.Tensor4D, strength: Strength) => tf.Tensor4D;

/**
 * The fourteen operations of the paper. At full strength: 30° of rotation, 0.3 of shear, 0.45 of the side of translation, factors of 1 ± 0.9
 * for colour, contrast, brightness and sharpness, 4 bits left by posterize, everything turned over by solarize. Borders show the lowest value.
 */
export const imageOperations: Readonly<Record<RandAugmentOperation, ImageOperation>> = {
  identity: (images) => images,
  autoContrast: (images, { range: [low, high] }) => {
    const least = tf.min(images, [1, 2], true);
    const spread = tf.sub(tf.max(images, [1, 2], true), least);
    const full = tf.add(tf.mul(tf.div(tf.sub(images, least), tf.maximum(spread, 1e-12)), high - low), low);
    const flat = tf.cast(tf.lessEqual(spread, 0), 'float32');
    return tf.add(tf.mul(full, tf.sub(1, flat)), tf.mul(images, flat));
  },
  equalize: (images, { range }) => equalize(images, range),
  rotate: (images, strength) => moved(images, strength, 1 / 12, (turns) => rotation(turns)),
  solarize: (images, { strength, range: [low, high] }) => {
    const bright = tf.cast(tf.greaterEqual(images, high - strength * (high - low)), 'float32');
    return tf.add(tf.mul(images, tf.sub(1, bright)), tf.mul(tf.sub(low + high, images), bright));
  },
  color: (images, strength) =>
    images.shape[3] === 3 ? clip(saturate(images, factors(images, strength)), strength.range) : images,
  posterize: (images, { strength, range: [low, high] }) => {
    const step = 2 ** Math.round(4 * strength);
    const levels = tf.mul(tf.sub(images, low), 255 / (high - low));
    const kept = tf.mul(tf.floor(tf.div(tf.add(tf.round(levels), 0.5), step)), step);
    return tf.add(tf.mul(kept, (high - low) / 255), low);
  },
  contrast: (images, strength) => clip(contrast(images, factors(images, strength)), strength.range),
  brightness: (images, strength) => {
    const black = tf.fill([1, 1, 1, 1], strength.range[0]);
    return clip(blend(images, black, factors(images, strength)), strength.range);
  },
  sharpness: (images, strength) =>
    clip(blend(images, smooth(images), factors(images, strength)), strength.range),
  shearX: (images, strength) => moved(images, strength, 0.3, (shear) => slant(shear, 0)),
  shearY: (images, strength) => moved(images, strength, 0.3, (shear) => slant(0, shear)),
  translateX: (images, strength) =>
    moved(images, strength, 0.45 * images.shape[2], (columns) => [1, 0, columns, 0, 1, 0]),
  translateY: (images, strength) =>
    moved(images, strength, 0.45 * images.shape[1], (rows) => [1, 0, 0, 0, 1, rows]),
};

/** The strength, one way or the other for each image. */
function signed(images: tf.Tensor4D, { strength, random }: Strength, most: number): Float32Array {
  return Float32Array.from(
    random.bernoulli(images.shape[0], 0.5),
    (minus) => (minus ? -1 : 1) * strength * most,
  );
}

function factors(images: tf.Tensor4D, strength: Strength): tf.Tensor4D {
  const numbers = signed(images, strength, 0.9).map((change) => 1 + change);
  return tf.tensor4d(numbers, [numbers.length, 1, 1, 1]);
}

function moved(
  images: tf.Tensor4D,
  strength: Strength,
  most: number,
  map: (amount: number) => Affine,
): tf.Tensor4D {
  const maps = Array.from(signed(images, strength, most), map);
  const [fillValue] = strength.range;
  return transformImages(images, maps, { fillMode: 'constant', fillValue, interpolation: 'bilinear' });
}

/** The mean around each pixel, itself five times: what sharpness goes away from. The border stays as it is. */
function smooth(images: tf.Tensor4D): tf.Tensor4D {
  const [, height, width, channels] = images.shape;
  if (height < 3 || width < 3) return images;
  const filter = tf.tile(
    tf.tensor4d(
      [1, 1, 1, 1, 5, 1, 1, 1, 1].map((part) => part / 13),
      [3, 3, 1, 1],
    ),
    [1, 1, channels, 1],
  );
  const inner = tf.depthwiseConv2d(images, filter as tf.Tensor4D, 1, 'valid');
  const border: [number, number][] = [[0, 0], [1, 1], [1, 1], [0, 0]]; // prettier-ignore
  const within = tf.pad(tf.ones([1, height - 2, width - 2, 1]), border);
  return tf.add(tf.pad(inner, border), tf.mul(images, tf.sub(1, within)));
}

/**
 * Each channel of each image with its 256 levels spread evenly: level v becomes ⌊(⌊s/2⌋ + pixels below v) / s⌋, s = ⌊(pixels − those of the
 * highest level) / 255⌋; where s is 0 nothing changes. The rule of Pillow, which the paper used.
 */
function equalize(images: tf.Tensor4D, [low, high]: ValueRange): tf.Tensor4D {
  const [batch, height, width, channels] = images.shape;
  const lines = tf.reshape(tf.transpose(images, [0, 3, 1, 2]), [batch * channels, height * width]);
  const levels = tf.clipByValue(tf.round(tf.mul(tf.sub(lines, low), 255 / (high - low))), 0, 255);
  const whole = tf.cast(levels, 'int32') as tf.Tensor2D;
  const counts = tf.cast(tf.denseBincount(whole, tf.onesLike(levels) as tf.Tensor2D, 256), 'float32'); // [lines, 256]
  const most = tf.cast(tf.max(levels, 1, true), 'int32');
  const highest = tf.gather(counts, most, 1, 1);
  const step = tf.floor(tf.div(tf.add(tf.sub(height * width, highest), 0.5), 255));
  const below = tf.add(tf.floor(tf.div(step, 2)), tf.cumsum(counts, 1, true));
  const table = tf.clipByValue(tf.floor(tf.div(tf.add(below, 0.5), tf.maximum(step, 1))), 0, 255);
  const flat = tf.cast(tf.equal(step, 0), 'float32');
  const spread = tf.add(tf.mul(tf.gather(table, whole, 1, 1), (high - low) / 255), low);
  const mixed = tf.add(tf.mul(spread, tf.sub(1, flat)), tf.mul(lines, flat));
  return tf.transpose(tf.reshape(mixed, [batch, channels, height, width]), [0, 2, 3, 1]);
}
