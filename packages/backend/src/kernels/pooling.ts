import { tf } from '../tfjs.ts';
import type { Kernels } from '../wasm/kernels.ts';
import type { PoolingAttributes } from './attributes.ts';

/** Which number stands for a window. */
export type Pooling = 'max' | 'mean';

/**
 * 2D pooling: the largest number of each window, or the mean of those within the image.
 *
 * Shapes: x [batch, height, width, channels] → [batch, outHeight, outWidth, channels].
 */
export function pool(
  kernels: Kernels,
  x: tf.TensorInfo,
  pooling: Pooling,
  attributes: PoolingAttributes,
): tf.TensorInfo | undefined {
  const info = geometry(x, attributes);
  if (!info) return undefined;
  const output = kernels.output(info.outShape);
  setPooling(kernels, info, pooling);
  kernels.run.pool(kernels.control, kernels.place(x), kernels.place(output));
  return output;
}

/**
 * The gradient of 2D pooling. The largest number of a window, the first of several, gets the window's gradient, also where no number is
 * above 0; of a mean each place gets its share by the size of the window, which the gradient of AvgPool corrects at padded borders.
 *
 * Shapes: dy [batch, outHeight, outWidth, channels], x [batch, height, width, channels] → x's.
 */
export function poolGradient(
  kernels: Kernels,
  dy: tf.TensorInfo,
  x: tf.TensorInfo,
  pooling: Pooling,
  attributes: PoolingAttributes,
): tf.TensorInfo | undefined {
  const info = geometry(x, attributes);
  if (!info || dy.dtype !== 'float32') return undefined;
  const output = kernels.output(x.shape);
  setPooling(kernels, info, pooling);
  kernels.run.poolGradient(kernels.control, kernels.place(x), kernels.place(dy), kernels.place(output));
  return output;
}

function geometry(x: tf.TensorInfo, attributes: PoolingAttributes): tf.backend_util.Conv2DInfo | undefined {
  if (x.dtype !== 'float32' || x.shape.length !== 4) return undefined;
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  const shape = x.shape as [number, number, number, number];
  return tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
}

function setPooling(kernels: Kernels, info: tf.backend_util.Conv2DInfo, pooling: Pooling): void {
  const image = [info.batchSize, info.inHeight, info.inWidth, info.inChannels, info.outHeight, info.outWidth];
  const steps = [info.strideHeight, info.strideWidth, info.padInfo.top, info.padInfo.left];
  const window = [info.dilationHeight, info.dilationWidth, info.filterHeight, info.filterWidth];
  kernels.run.setPooling(kernels.control, ...image, ...steps, ...window, pooling === 'max' ? 1 : 0);
}
