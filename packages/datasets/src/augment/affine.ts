import { type Random, tf } from '@thaw/backend';

import { drawTensors } from './draw-tensors.ts';
import { sampleImages, type SamplingOptions } from './sample-images.ts';

/**
 * Where the pixels of one image come from: six numbers [a, b, c, d, e, f]. With (x, y) the place of a pixel to the right of and below
 * the middle of what comes out, it is read at (a·x + b·y + c, d·x + e·y + f), as far from the middle of what was given.
 */
export type Affine = readonly [number, number, number, number, number, number];

/** Maps that are drawn: in a step that is compiled, others in each run. */
export interface DrawnMaps {
  readonly random: Random;
  draw(): readonly Affine[];
}

/**
 * Each image by a map of its own, all in one read.
 *
 * Shapes: images [batch, height, width, channels] → [batch, ...size, channels].
 *
 * @param maps one for each image, or what draws them.
 * @param size height and width of what comes out; those of the images unless given.
 */
export function transformImages(
  images: tf.Tensor4D,
  maps: readonly Affine[] | DrawnMaps,
  options: Required<SamplingOptions>,
  size?: readonly [number, number],
): tf.Tensor4D {
  const [batch, height, width] = images.shape;
  const [outHeight, outWidth] = size ?? [height, width];
  return tf.tidy(() => {
    const { random, draw } = 'draw' in maps ? maps : { random: undefined, draw: () => maps };
    const origins = [0, 0, (width - 1) / 2, 0, 0, (height - 1) / 2]; // places are read from the corner
    const numbers = drawTensors(
      random,
      origins.map(() => ({ shape: [batch, 1, 1] })),
      () => {
        const all = draw();
        return origins.map((origin, place) => Float32Array.from(all, (map) => map[place]! + origin));
      },
    );
    const x = tf.reshape(fromMiddle(outWidth), [1, 1, outWidth]);
    const y = tf.reshape(fromMiddle(outHeight), [1, outHeight, 1]);
    const place = (first: 0 | 3): tf.Tensor3D => {
      const [ofX, ofY, start] = numbers.slice(first) as [tf.Tensor, tf.Tensor, tf.Tensor];
      return tf.add(tf.add(tf.mul(ofX, x), tf.mul(ofY, y)), start);
    };
    return sampleImages(images, place(3), place(0), options);
  });
}

/** The places of the pixels of a line, counted from its middle. */
function fromMiddle(length: number): tf.Tensor1D {
  return tf.tensor1d(Float32Array.from({ length }, (_, i) => i - (length - 1) / 2));
}
