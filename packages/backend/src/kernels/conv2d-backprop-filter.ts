import { tf } from '../tfjs.ts';
import type { ConvolutionAttributes } from './attributes.ts';

/**
 * The gradient of a 2D convolution with respect to its filter, which TensorFlow.js's wasm backend lacks.
 *
 * dW[u, v, c, f] = Σ x[n, i·s + u, j·s + v, c] · dy[n, i, j, f]   over n, i, j
 *
 * That is itself a convolution: channels stand where the batch stood, the batch where the channels stood, dy is the
 * filter, and its taps lie `stride` apart.
 *
 * Shapes: x [batch, height, width, channels], dy [batch, outHeight, outWidth, filters] → filterShape.
 */
export function conv2DBackpropFilter(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  attributes: ConvolutionAttributes,
): tf.Tensor {
  const { strides, pad, dimRoundingMode, filterShape } = attributes;
  const info = tf.backend_util.computeConv2DInfo(x.shape, filterShape!, strides, 1, pad, dimRoundingMode);
  const { top, bottom, left, right } = info.padInfo;
  return tf.tidy(() => {
    const padded = tf.pad4d(x, [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ]);
    const image = padded.transpose([3, 1, 2, 0]); // [channels, height, width, batch]
    const filter = dy.transpose([1, 2, 0, 3]); // [outHeight, outWidth, batch, filters]
    const apart: [number, number] = [info.strideHeight, info.strideWidth];
    const all = tf.conv2d<tf.Tensor4D>(
      image as tf.Tensor4D,
      filter as tf.Tensor4D,
      1,
      'valid',
      'NHWC',
      apart,
    );
    // Rows that no window reached leave more places than the filter has taps.
    const taps = all.slice([0, 0, 0, 0], [-1, info.filterHeight, info.filterWidth, -1]);
    return taps.transpose([1, 2, 0, 3]); // [filterHeight, filterWidth, channels, filters]
  });
}
