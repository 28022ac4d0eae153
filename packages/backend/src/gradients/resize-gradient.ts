import { tf } from '../tfjs.ts';
import type { Gradient } from './gradient.ts';

/** Which places of the input each place of the output is made of, and how much of each. */
type Shares = (place: number, half: boolean, alignCorners: boolean) => [place: number, share: number][];

/**
 * The gradient of resizing an image. Resizing is linear, y = R_h · x · R_wᵀ with one small matrix for each axis, so the
 * gradient is R_hᵀ · dy · R_w: two matrix products, the same to the bit in every run. TensorFlow.js's own forgets half
 * pixel centres, swaps height and width on some devices, and never ends for an axis of length 1 with aligned corners.
 *
 * Shapes: dy [batch, outHeight, outWidth, channels] → [batch, height, width, channels].
 */
export function resizeGradient(method: 'bilinear' | 'nearest'): Gradient {
  return {
    inputsToSave: ['images'],
    gradFunc: (dy, [images], attributes) => ({
      images: () => {
        const { alignCorners, halfPixelCenters } = attributes as unknown as Attributes;
        const [batch, height, width, channels] = images!.shape as [number, number, number, number];
        const [, outHeight, outWidth] = (dy as tf.Tensor4D).shape;
        const matrix = (from: number, to: number): tf.Tensor2D =>
          transposed(from, to, method === 'bilinear' ? bilinear : nearest, alignCorners, halfPixelCenters);
        const rows = tf.reshape(dy as tf.Tensor, [batch, outHeight, outWidth * channels]);
        const high = tf.matMul(tf.expandDims(matrix(height, outHeight), 0), rows);
        const columns = tf.reshape(high, [batch * height, outWidth, channels]);
        const wide = tf.matMul(tf.expandDims(matrix(width, outWidth), 0), columns);
        return tf.reshape(wide, images!.shape);
      },
    }),
  };
}

interface Attributes {
  alignCorners: boolean;
  halfPixelCenters: boolean;
}

/** Rᵀ of one axis, [from, to]. */
function transposed(
  from: number,
  to: number,
  shares: Shares,
  alignCorners: boolean,
  half: boolean,
): tf.Tensor2D {
  const step = alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
  const values = new Float32Array(from * to);
  for (let i = 0; i < to; i++) {
    const place = half ? (i + 0.5) * step : i * step;
    for (const [at, share] of shares(place, half, alignCorners))
      values[Math.min(at, from - 1) * to + i]! += share;
  }
  return tf.tensor2d(values, [from, to]);
}

function bilinear(place: number, half: boolean): [number, number][] {
  const from = Math.max(0, half ? place - 0.5 : place);
  const low = Math.floor(from);
  return [
    [low, 1 - (from - low)],
    [low + 1, from - low],
  ];
}

function nearest(place: number, _half: boolean, alignCorners: boolean): [number, number][] {
  return [[alignCorners ? Math.round(place) : Math.floor(place), 1]];
}
