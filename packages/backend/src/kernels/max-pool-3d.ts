import { tf } from '../tfjs.ts';
import { padded, seen, sentBack, type SlidingAxis, tapsOf } from './taps.ts';

/** What the kernels of 3D pooling are told. */
export interface Pooling3DAttributes {
  filterSize: number | [number, number, number];
  strides: number | [number, number, number];
  pad: 'valid' | 'same' | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/**
 * Max pooling over three axes, place by place of the window. TensorFlow.js's own for wasm starts its search at the smallest
 * positive number, and so never finds a largest that is negative.
 *
 * Shapes: x [batch, depth, height, width, channels] → [batch, outDepth, outHeight, outWidth, channels].
 */
export function maxPool3D(x: tf.Tensor5D, attributes: Pooling3DAttributes): tf.Tensor {
  return tf.tidy(() => {
    const axes = axesOf(x.shape, attributes);
    const image = padded(x, axes, LOWEST);
    return tapsOf(axes)
      .map((tap) => seen(image, axes, tap))
      .reduce((a, b) => tf.maximum(a, b));
  });
}

/**
 * Its gradient: each window hands what came to the first of its largest values. TensorFlow.js's own loses it, or hands it
 * to another place, where windows overlap or reach over the border.
 *
 * Shapes: dy [batch, outDepth, outHeight, outWidth, channels], x [batch, depth, height, width, channels] → x's.
 */
export function maxPool3DGrad(dy: tf.Tensor, x: tf.Tensor5D, attributes: Pooling3DAttributes): tf.Tensor {
  return tf.tidy(() => {
    const axes = axesOf(x.shape, attributes);
    const image = padded(x, axes, LOWEST);
    const taps = tapsOf(axes);
    const values = taps.map((tap) => seen(image, axes, tap));
    const largest = values.reduce((a, b) => tf.maximum(a, b));
    let open = dy; // what no place took yet
    return taps
      .map((tap, i) => {
        const taken = tf.mul(open, tf.cast(tf.equal(values[i]!, largest), 'float32'));
        open = tf.sub(open, taken);
        return sentBack(taken, axes, tap, x.shape);
      })
      .reduce((a, b) => tf.add(a, b));
  });
}

/** The lowest number that is finite: less than what is pooled, and no infinity, which WGSL need not know. */
const LOWEST = -3.4028234663852886e38;

function axesOf(
  shape: [number, number, number, number, number],
  attributes: Pooling3DAttributes,
): SlidingAxis[] {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  const info = tf.backend_util.computePool3DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  const { front, back, top, bottom, left, right } = info.padInfo;
  return [
    {
      axis: 1,
      windows: info.outDepth,
      stride: info.strideDepth,
      size: info.filterDepth,
      dilation: 1,
      border: [front, back],
    },
    {
      axis: 2,
      windows: info.outHeight,
      stride: info.strideHeight,
      size: info.filterHeight,
      dilation: 1,
      border: [top, bottom],
    },
    {
      axis: 3,
      windows: info.outWidth,
      stride: info.strideWidth,
      size: info.filterWidth,
      dilation: 1,
      border: [left, right],
    },
  ];
}
