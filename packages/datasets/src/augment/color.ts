import { ShapeError, tf } from '@thaw/backend';

import type { ValueRange } from './check-factors.ts';

// Changes of colour on [batch, height, width, channels], each image with a number of its own, [batch, 1, 1, 1]. They may leave the value range:
// `clip` ends a chain of them.

/** f · x + (1 − f) · mean, the mean that of each image's channel. */
export function contrast(images: tf.Tensor4D, factors: tf.Tensor4D): tf.Tensor4D {
  return blend(images, tf.mean(images, [1, 2], true), factors);
}

/** f · x + (1 − f) · grey, grey = 0.299 red + 0.587 green + 0.114 blue. */
export function saturate(images: tf.Tensor4D, factors: tf.Tensor4D): tf.Tensor4D {
  const grey = tf.sum(tf.mul(images, tf.tensor1d([0.299, 0.587, 0.114])), -1, true);
  return blend(images, grey, factors);
}

/** f · x + (1 − f) · other: x for f = 1, past it for more. */
export function blend(images: tf.Tensor4D, other: tf.Tensor, factors: tf.Tensor4D): tf.Tensor4D {
  return tf.add(tf.mul(images, factors), tf.mul(other, tf.sub(1, factors)));
}

/**
 * Colours moved along the circle of hues by parts of a full turn: ⅓ makes red green.
 *
 * With M and m the largest and the smallest channel of a pixel, d = M − m, its hue in sixths of a turn is (g − b)/d where red is M,
 * (b − r)/d + 2 where green is, (r − g)/d + 4 where blue is; back, a channel is M − d · max(0, min(k, 4 − k, 1)), k = (n + hue) mod 6, n
 * being 5 for red, 3 for green, 1 for blue. Grey stays grey.
 *
 * @see Smith 1978, "Color gamut transform pairs", https://doi.org/10.1145/800248.807361
 */
export function turnHue(images: tf.Tensor4D, turns: tf.Tensor4D): tf.Tensor4D {
  const [red, green, blue] = tf.split(images, 3, -1) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const most = tf.max(images, -1, true);
  const spread = tf.sub(most, tf.min(images, -1, true));
  const divisor = tf.maximum(spread, 1e-12);
  const ofRed = tf.cast(tf.equal(red, most), 'float32');
  const ofGreen = tf.mul(tf.sub(1, ofRed), tf.cast(tf.equal(green, most), 'float32'));
  const ofBlue = tf.sub(tf.sub(1, ofRed), ofGreen);
  const part = (a: tf.Tensor, b: tf.Tensor, start: number, mine: tf.Tensor): tf.Tensor =>
    tf.mul(mine, tf.add(tf.div(tf.sub(a, b), divisor), start));
  const sixths = tf.add(
    tf.add(part(green, blue, 0, ofRed), part(blue, red, 2, ofGreen)),
    part(red, green, 4, ofBlue),
  );
  const moved = tf.add(tf.add(sixths, tf.mul(turns, 6)), tf.tensor1d([5, 3, 1]));
  const k = tf.sub(moved, tf.mul(tf.floor(tf.div(moved, 6)), 6));
  return tf.sub(most, tf.mul(spread, tf.clipByValue(tf.minimum(k, tf.sub(4, k)), 0, 1)));
}

/** Everything back into the value range. */
export function clip(images: tf.Tensor4D, [low, high]: ValueRange): tf.Tensor4D {
  return tf.clipByValue(images, low, high);
}

/** @throws {ShapeError} when the images have not three channels. */
export function checkColors(owner: string, images: tf.Tensor4D): void {
  if (images.shape[3] === 3) return;
  throw new ShapeError(
    `${owner}: expected images of three channels, red, green and blue, got [${images.shape.join(', ')}].`,
  );
}
