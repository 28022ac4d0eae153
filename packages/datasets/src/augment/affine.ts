import { tf } from '@thaw/backend';

import { sampleImages, type SamplingOptions } from './sample-images.ts';

/**
 * Where the pixels of one image come from: six numbers [a, b, c, d, e, f]. With (x, y) the place of a pixel to the right of and below
 * the middle of what comes out, it is read at (a·x + b·y + c, d·x + e·y + f), as far from the middle of what was given.
 */
export type Affine = readonly [number, number, number, number, number, number];

/**
 * Each image by a map of its own, all in one read.
 *
 * Shapes: images [batch, height, width, channels] → [batch, ...size, channels].
 *
 * @param maps one for each image.
 * @param size height and width of what comes out; those of the images unless given.
 */
export function transformImages(
  images: tf.Tensor4D,
  maps: readonly Affine[],
  options: Required<SamplingOptions>,
  size?: readonly [number, number],
): tf.Tensor4D {
  const [, height, width] = images.shape;
  const [outHeight, outWidth] = size ?? [height, width];
  return tf.tidy(() => {
    const number = (place: number, origin = 0): tf.Tensor =>
      tf.tensor(
        Float32Array.from(maps, (map) => map[place]! + origin),
        [maps.length, 1, 1],
      );
    const x = tf.reshape(fromMiddle(outWidth), [1, 1, outWidth]);
    const y = tf.reshape(fromMiddle(outHeight), [1, outHeight, 1]);
    const place = (first: number, length: number): tf.Tensor3D =>
      tf.add(
        tf.add(tf.mul(number(first), x), tf.mul(number(first + 1), y)),
        number(first + 2, (length - 1) / 2),
      ) as tf.Tensor3D;
    return sampleImages(images, place(3, height), place(0, width), options);
  });
}

/** The places of the pixels of a line, counted from its middle. */
function fromMiddle(length: number): tf.Tensor1D {
  return tf.tensor1d(Float32Array.from({ length }, (_, i) => i - (length - 1) / 2));
}
