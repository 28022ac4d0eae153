import { tf } from '../tfjs.ts';
import type { ConvolutionAttributes } from './attributes.ts';
import { asLines, spreadLines } from './lines.ts';

/** What the gradients of a depthwise convolution know of it. */
export interface DepthwiseAttributes extends ConvolutionAttributes {
  dilations?: number | [number, number];
}

/**
 * The gradient of a depthwise convolution with respect to its input, which TensorFlow.js's wasm backend lacks, and which
 * no backend has where the taps are dilated.
 *
 * dx[n, i, j, c] = Σ dy[n, (i + p − d·u)/s, (j + p − d·v)/s, c·q + r] · w[u, v, c, r]   over u, v, r
 *
 * That is itself a depthwise convolution: dy is set apart by the stride, the filter turned by half a turn, and the q filters
 * of each channel are added up.
 *
 * Shapes: dy [batch, outHeight, outWidth, channels · q], filter [height, width, channels, q] → inputShape.
 */
export function depthwiseBackpropInput(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  attributes: DepthwiseAttributes,
): tf.Tensor {
  const shape = attributes.inputShape!;
  const info = convolutionOf(shape, filter.shape, attributes);
  const [height, width, channels, multiplier] = filter.shape;
  const { dilationHeight: dh, dilationWidth: dw, padInfo } = info;
  return tf.tidy(() => {
    const taller = apart(dy, 1, (height - 1) * dh, padInfo.top, info.strideHeight, info.inHeight);
    const wider = apart(taller, 2, (width - 1) * dw, padInfo.left, info.strideWidth, info.inWidth);
    const turned = tf.reshape(tf.reverse(filter, [0, 1]), [height, width, channels * multiplier, 1]);
    const all = tf.depthwiseConv2d(wider as tf.Tensor4D, turned as tf.Tensor4D, 1, 'valid', 'NHWC', [dh, dw]);
    return multiplier === 1 ? all : tf.sum(tf.reshape(all, [...shape, multiplier]), -1);
  });
}

/** dy along one axis, set apart by the stride, with the border that makes the whole input come out. */
function apart(
  dy: tf.Tensor,
  axis: number,
  reach: number,
  before: number,
  stride: number,
  length: number,
): tf.Tensor {
  const lines = spreadLines(asLines(dy, axis), reach - before, stride, length + reach);
  return tf.reshape(lines, dy.shape.with(axis, length + reach));
}

/**
 * The gradient of a depthwise convolution with respect to its filter; see `depthwiseBackpropInput`.
 *
 * dw[u, v, c, r] = Σ x[n, s·i + d·u − p, s·j + d·v − p, c] · dy[n, i, j, c·q + r]   over n, i, j
 *
 * Shapes: x [batch, height, width, channels], dy [batch, outHeight, outWidth, channels · q] → filterShape.
 */
export function depthwiseBackpropFilter(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  attributes: DepthwiseAttributes,
): tf.Tensor {
  const shape = attributes.filterShape!;
  const info = convolutionOf(x.shape, shape, attributes);
  const [height, width, channels, multiplier] = shape;
  const { top, left } = info.padInfo;
  const { batchSize, outHeight, outWidth, strideHeight: sh, strideWidth: sw } = info;
  // As far as the windows reach, which with padding by a number TensorFlow.js counts along the height for both axes.
  const bottom = (outHeight - 1) * sh + (height - 1) * info.dilationHeight + 1 - top - info.inHeight;
  const right = (outWidth - 1) * sw + (width - 1) * info.dilationWidth + 1 - left - info.inWidth;
  return tf.tidy(() => {
    const border: [number, number][] = [
      [0, 0],
      [top, Math.max(0, bottom)],
      [left, Math.max(0, right)],
      [0, 0],
    ];
    const padded = tf.pad(x, border);
    const windows = batchSize * outHeight * outWidth;
    const come = tf.reshape(dy, [windows, channels, multiplier]);
    const taps = Array.from({ length: height * width }, (_, tap) => {
      const [u, v] = [Math.floor(tap / width) * info.dilationHeight, (tap % width) * info.dilationWidth];
      const end = [batchSize, u + (outHeight - 1) * sh + 1, v + (outWidth - 1) * sw + 1, channels];
      const seen =
        sh === 1 && sw === 1
          ? tf.slice(padded, [0, u, v, 0], [batchSize, outHeight, outWidth, channels])
          : tf.stridedSlice(padded, [0, u, v, 0], end, [1, sh, sw, 1]);
      return tf.sum(tf.mul(tf.reshape(seen, [windows, channels, 1]), come), 0);
    });
    return tf.reshape(tf.stack(taps), shape);
  });
}

function convolutionOf(
  x: [number, number, number, number],
  filter: [number, number, number, number],
  { strides, dilations, pad, dimRoundingMode }: DepthwiseAttributes,
): tf.backend_util.Conv2DInfo {
  return tf.backend_util.computeConv2DInfo(x, filter, strides, dilations ?? 1, pad, dimRoundingMode, true);
}
