import type { PoolingAttributes } from '../kernels/attributes.ts';
import { tf } from '../tfjs.ts';

/**
 * The gradient of average pooling. A window at a padded border holds fewer pixels than the others. Its mean divides by
 * the pixels that are there, TensorFlow.js's gradient by all places of the window; so each window's gradient is raised
 * by the quotient.
 *
 * @param stock TensorFlow.js's own gradient.
 */
export function avgPoolGradient(stock: tf.GradFunc): tf.GradFunc {
  return (dy, saved, attributes) => {
    const quotient = placesPerPixel(saved[0]!.shape, attributes as unknown as PoolingAttributes);
    return stock(quotient ? tf.mul(dy as tf.Tensor, quotient) : dy, saved, attributes);
  };
}

/** Places over pixels of each window, [1, outHeight, outWidth, 1]; undefined where nothing is padded. */
function placesPerPixel(shape: readonly number[], attributes: PoolingAttributes): tf.Tensor | undefined {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  const image = shape as [number, number, number, number];
  const info = tf.backend_util.computePool2DInfo(image, filterSize, strides, 1, pad, dimRoundingMode);
  const { top, bottom, left, right } = info.padInfo;
  if (top === 0 && bottom === 0 && left === 0 && right === 0) return undefined;
  const rows = pixels(info.outHeight, info.strideHeight, info.filterHeight, top, info.inHeight);
  const columns = pixels(info.outWidth, info.strideWidth, info.filterWidth, left, info.inWidth);
  const places = info.filterHeight * info.filterWidth;
  const quotients = rows.flatMap((height) => columns.map((width) => places / Math.max(1, height * width)));
  return tf.tensor4d(quotients, [1, info.outHeight, info.outWidth, 1]);
}

/** How many pixels of an axis each window sees. */
function pixels(windows: number, stride: number, size: number, before: number, length: number): number[] {
  return Array.from({ length: windows }, (_, i) => {
    const begin = i * stride - before;
    return Math.max(0, Math.min(length, begin + size) - Math.max(0, begin));
  });
}
