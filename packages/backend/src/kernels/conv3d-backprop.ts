import { tf } from '../tfjs.ts';
import { asLines, spreadLines } from './lines.ts';
import { seen, type SlidingAxis, tapsOf } from './taps.ts';

/** What the gradients of a 3D convolution are told. */
export interface Convolution3DAttributes {
  strides: number | [number, number, number];
  pad: 'valid' | 'same' | number;
  dilations?: number | [number, number, number];
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
  attributes: Convolution3DAttributes,
): tf.Tensor {
  const inputShape = attributes.inputShape!;
  return tf.tidy(() => {
    const axes = axesOf(inputShape, filter.shape, attributes);
    const apart = axes.reduce<tf.Tensor>((image, { axis, stride, size, dilation, border }) => {
      const reach = (size - 1) * dilation;
      const length = inputShape[axis]! + reach;
      const lines = spreadLines(asLines(image, axis), reach - border[0], stride, length);
      return tf.reshape(lines, image.shape.with(axis, length));
    }, dy);
    const turned = tf.transpose(tf.reverse(filter, [0, 1, 2]), [0, 1, 2, 4, 3]);
    const dilations = axes.map(({ dilation }) => dilation) as [number, number, number];
    return tf.conv3d(apart as tf.Tensor5D, turned as tf.Tensor5D, 1, 'valid', 'NDHWC', dilations);
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
  attributes: Convolution3DAttributes,
): tf.Tensor {
  const filterShape = attributes.filterShape!;
  return tf.tidy(() => {
    const axes = axesOf(x.shape, filterShape, attributes);
    const image = axes.reduce<tf.Tensor>((volume, { axis, border }) => {
      const length = x.shape[axis]! + border[0] + border[1];
      return tf.reshape(
        spreadLines(asLines(volume, axis), border[0], 1, length),
        volume.shape.with(axis, length),
      );
    }, x);
    const come = tf.reshape<tf.Rank.R2>(dy, [-1, dy.shape[4]]);
    const taps = tapsOf(axes).map((tap) => {
      const patch = tf.reshape<tf.Rank.R2>(seen(image, axes, tap), [-1, x.shape[4]]);
      return tf.matMul(patch, come, true, false);
    });
    return tf.reshape(tf.stack(taps), filterShape);
  });
}

function axesOf(
  input: Shape5D,
  filter: Shape5D,
  { strides, pad, dilations = 1 }: Convolution3DAttributes,
): SlidingAxis[] {
  const info = tf.backend_util.computeConv3DInfo(input, filter, strides, dilations, pad);
  const { front, back, top, bottom, left, right } = info.padInfo;
  return [
    {
      axis: 1,
      windows: info.outDepth,
      stride: info.strideDepth,
      size: filter[0],
      dilation: info.dilationDepth,
      border: [front, back],
    },
    {
      axis: 2,
      windows: info.outHeight,
      stride: info.strideHeight,
      size: filter[1],
      dilation: info.dilationHeight,
      border: [top, bottom],
    },
    {
      axis: 3,
      windows: info.outWidth,
      stride: info.strideWidth,
      size: filter[2],
      dilation: info.dilationWidth,
      border: [left, right],
    },
  ];
}
