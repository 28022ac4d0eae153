import { tf } from '../tfjs.ts';
import { asLines, spreadLines } from './lines.ts';
import { padded, seen, type SlidingAxis, tapsOf } from './taps.ts';

/** What the gradients of a 3D convolution are told. */
export interface Convolution3DAttributes {
  strides: number | [number, number, number];
  pad: 'valid' | 'same' | number;
  inputShape?: Shape5D;
  filterShape?: Shape5D;
}

type Shape5D = [number, number, number, number, number];

/**
 * The gradient of a 3D convolution with respect to its input, as a convolution: dy is set apart by the strides, the filter
 * turned by half a turn. TensorFlow.js's own for wasm is wrong in about every third number.
 *
 * Shapes: dy [batch, outDepth, outHeight, outWidth, filters], filter [depth, height, width, channels, filters] → inputShape.
 */
export function conv3DBackpropInput(
  dy: tf.Tensor5D,
  filter: tf.Tensor5D,
  { strides, pad, inputShape }: Convolution3DAttributes,
): tf.Tensor {
  return tf.tidy(() => {
    const axes = axesOf(inputShape!, filter.shape, strides, pad);
    const apart = axes.reduce<tf.Tensor>((image, { axis, stride, size, border }) => {
      const length = inputShape![axis]! + size - 1;
      const lines = spreadLines(asLines(image, axis), size - 1 - border[0], stride, length);
      return tf.reshape(lines, image.shape.with(axis, length));
    }, dy);
    const turned = tf.transpose(tf.reverse(filter, [0, 1, 2]), [0, 1, 2, 4, 3]);
    return tf.conv3d(apart as tf.Tensor5D, turned as tf.Tensor5D, 1, 'valid');
  });
}

/**
 * That with respect to its filter, one matrix product for each place of the filter. TensorFlow.js's own for wasm is wrong where
 * the strides are more than 1.
 *
 * Shapes: x [batch, depth, height, width, channels], dy [batch, outDepth, outHeight, outWidth, filters] → filterShape.
 */
export function conv3DBackpropFilter(
  x: tf.Tensor5D,
  dy: tf.Tensor5D,
  { strides, pad, filterShape }: Convolution3DAttributes,
): tf.Tensor {
  return tf.tidy(() => {
    const axes = axesOf(x.shape, filterShape!, strides, pad);
    const image = padded(x, axes, 0);
    const come = tf.reshape<tf.Rank.R2>(dy, [-1, dy.shape[4]]);
    const taps = tapsOf(axes).map((tap) => {
      const patch = tf.reshape<tf.Rank.R2>(seen(image, axes, tap), [-1, x.shape[4]]);
      return tf.matMul(patch, come, true, false);
    });
    return tf.reshape(tf.stack(taps), filterShape!);
  });
}

function axesOf(
  input: Shape5D,
  filter: Shape5D,
  strides: number | [number, number, number],
  pad: 'valid' | 'same' | number,
): SlidingAxis[] {
  const info = tf.backend_util.computeConv3DInfo(input, filter, strides, 1, pad);
  const { front, back, top, bottom, left, right } = info.padInfo;
  return [
    {
      axis: 1,
      windows: info.outDepth,
      stride: info.strideDepth,
      size: filter[0],
      dilation: 1,
      border: [front, back],
    },
    {
      axis: 2,
      windows: info.outHeight,
      stride: info.strideHeight,
      size: filter[1],
      dilation: 1,
      border: [top, bottom],
    },
    {
      axis: 3,
      windows: info.outWidth,
      stride: info.strideWidth,
      size: filter[2],
      dilation: 1,
      border: [left, right],
    },
  ];
}
