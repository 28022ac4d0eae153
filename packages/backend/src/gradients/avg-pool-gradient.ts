import type { PoolingAttributes } from '../kernels/attributes.ts';
import { tf } from '../tfjs.ts';

/**
 * The gradient of average pooling over two axes. A window at a padded border holds fewer pixels than the others. Its mean
 * divides by the pixels that are there, TensorFlow.js's gradient by all places of the window; so each window's gradient is
 * raised by the quotient.
 *
 * @param stock TensorFlow.js's own gradient.
 */
export function avgPoolGradient(stock: tf.GradFunc): tf.GradFunc {
  return (dy, saved, attributes) => {
    const { filterSize, strides, pad, dimRoundingMode } = attributes as unknown as PoolingAttributes;
    const image = saved[0]!.shape as [number, number, number, number];
    const info = tf.backend_util.computePool2DInfo(image, filterSize, strides, 1, pad, dimRoundingMode);
    const { top, left } = info.padInfo;
    return stock(
      raised(dy as tf.Tensor, [
        {
          windows: info.outHeight,
          stride: info.strideHeight,
          size: info.filterHeight,
          before: top,
          length: info.inHeight,
        },
        {
          windows: info.outWidth,
          stride: info.strideWidth,
          size: info.filterWidth,
          before: left,
          length: info.inWidth,
        },
      ]),
      saved,
      attributes,
    );
  };
}

/** That of average pooling over three axes; see `avgPoolGradient`. */
export function avgPool3DGradient(stock: tf.GradFunc): tf.GradFunc {
  return (dy, saved, attributes) => {
    const { filterSize, strides, pad, dimRoundingMode } = attributes as unknown as Pooling3DAttributes;
    const volume = saved[0]!.shape as [number, number, number, number, number];
    const info = tf.backend_util.computePool3DInfo(volume, filterSize, strides, 1, pad, dimRoundingMode);
    const { front, top, left } = info.padInfo;
    return stock(
      raised(dy as tf.Tensor, [
        {
          windows: info.outDepth,
          stride: info.strideDepth,
          size: info.filterDepth,
          before: front,
          length: info.inDepth,
        },
        {
          windows: info.outHeight,
          stride: info.strideHeight,
          size: info.filterHeight,
          before: top,
          length: info.inHeight,
        },
        {
          windows: info.outWidth,
          stride: info.strideWidth,
          size: info.filterWidth,
          before: left,
          length: info.inWidth,
        },
      ]),
      saved,
      attributes,
    );
  };
}

interface Pooling3DAttributes {
  filterSize: number | [number, number, number];
  strides: number | [number, number, number];
  pad: 'same' | 'valid' | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** How windows slide along one axis. */
interface Axis {
  readonly windows: number;
  readonly stride: number;
  readonly size: number;
  readonly before: number;
  readonly length: number;
}

/** The gradient of each window times its places over its pixels. */
function raised(dy: tf.Tensor, axes: readonly Axis[]): tf.Tensor {
  const quotients = axes.map(placesPerPixel);
  return quotients.reduce((gradient, quotient, axis) => {
    if (quotient.every((value) => value === 1)) return gradient;
    const shape = dy.shape.map((length, i) => (i === axis + 1 ? length : 1));
    return tf.mul(gradient, tf.tensor(quotient, shape));
  }, dy);
}

/** Places over pixels of each window along one axis. */
function placesPerPixel({ windows, stride, size, before, length }: Axis): number[] {
  return Array.from({ length: windows }, (_, i) => {
    const begin = i * stride - before;
    return size / Math.max(1, Math.min(length, begin + size) - Math.max(0, begin));
  });
}
