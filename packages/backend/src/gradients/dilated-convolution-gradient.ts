import { computingBackend } from '../device/computing-backend.ts';
import {
  depthwiseBackpropFilter,
  depthwiseBackpropInput,
  type DepthwiseAttributes,
} from '../kernels/depthwise-backprop.ts';
import { asLines, spreadLines } from '../kernels/lines.ts';
import { tf } from '../tfjs.ts';

/**
 * The gradient of a convolution over two axes whose taps lie apart (WaveNet's, say). TensorFlow.js has none; each of the
 * two is itself a convolution: in the input one of dy with the filter turned round, its taps as far apart, in the filter
 * one of the input with dy for a filter, its windows as far apart as the taps were.
 *
 * @param stock TensorFlow.js's own gradient, for taps that lie together.
 */
export function conv2dGradient(stock: tf.GradFunc): tf.GradFunc {
  return (dy, saved, attributes) => {
    const { strides, dilations, pad, dataFormat, dimRoundingMode } = attributes as unknown as Attributes2D;
    if (areOne(dilations) || dataFormat !== 'NHWC') return stock(dy, saved, attributes);
    const [x, filter] = saved as [tf.Tensor4D, tf.Tensor4D];
    const info = tf.backend_util.computeConv2DInfo(
      x.shape,
      filter.shape,
      strides,
      dilations,
      pad,
      dimRoundingMode,
    );
    const borders = [info.padInfo.top, info.padInfo.left];
    const apart = [info.dilationHeight, info.dilationWidth];
    return gradients(dy as tf.Tensor, x, filter, borders, apart, (image, taps, step, spacing) =>
      tf.conv2d(
        image as tf.Tensor4D,
        taps as tf.Tensor4D,
        step as [number, number],
        'valid',
        'NHWC',
        spacing as [number, number],
      ),
    );
  };
}

/** That of a convolution over three axes; see `conv2dGradient`. */
export function conv3dGradient(stock: tf.GradFunc): tf.GradFunc {
  return (dy, saved, attributes) => {
    const { strides, dilations, pad } = attributes as unknown as Attributes3D;
    if (areOne(dilations)) return stock(dy, saved, attributes);
    if (computingBackend() === 'wasm') return byKernels('Conv3DBackprop', 'V2', dy, saved, attributes);
    const [x, filter] = saved as [tf.Tensor5D, tf.Tensor5D];
    const info = tf.backend_util.computeConv3DInfo(x.shape, filter.shape, strides, dilations, pad);
    const borders = [info.padInfo.front, info.padInfo.top, info.padInfo.left];
    const apart = [info.dilationDepth, info.dilationHeight, info.dilationWidth];
    return gradients(dy as tf.Tensor, x, filter, borders, apart, (image, taps, step, spacing) =>
      tf.conv3d(
        image as tf.Tensor5D,
        taps as tf.Tensor5D,
        step as Triple,
        'valid',
        'NDHWC',
        spacing as Triple,
      ),
    );
  };
}

/** That of a depthwise convolution, whose kernels on wasm know of taps that lie apart; see `depthwiseBackpropInput`. */
export function depthwiseGradient(stock: tf.GradFunc): tf.GradFunc {
  return (dy, saved, attributes) => {
    const given = attributes as unknown as DepthwiseAttributes;
    if (areOne(given.dilations ?? 1)) return stock(dy, saved, attributes);
    const [x, filter] = saved as [tf.Tensor4D, tf.Tensor4D];
    const come = dy as tf.Tensor4D;
    if (computingBackend() === 'wasm')
      return byKernels('DepthwiseConv2dNativeBackprop', '', dy, saved, attributes);
    return {
      x: () => depthwiseBackpropInput(come, filter, { ...given, inputShape: x.shape }),
      filter: () => depthwiseBackpropFilter(x, come, { ...given, filterShape: filter.shape }),
    };
  };
}

/** The gradients by the kernels of a device that knows of taps that lie apart. */
function byKernels(
  name: string,
  version: string,
  dy: tf.Tensor | tf.Tensor[],
  saved: tf.Tensor[],
  attributes: tf.NamedAttrMap,
): Record<'x' | 'filter', () => tf.Tensor> {
  const [x, filter] = saved as [tf.Tensor, tf.Tensor];
  const come = dy as tf.Tensor;
  const run = (of: 'Input' | 'Filter', inputs: tf.NamedTensorMap, shape: tf.NamedAttrMap): tf.Tensor =>
    tf.engine().runKernel(`${name}${of}${version}`, inputs, { ...attributes, ...shape });
  return {
    x: () => run('Input', { dy: come, filter }, { inputShape: x.shape }),
    filter: () => run('Filter', { x, dy: come }, { filterShape: filter.shape }),
  };
}

type Triple = [number, number, number];
type Convolve = (x: tf.Tensor, filter: tf.Tensor, strides: number[], dilations: number[]) => tf.Tensor;

interface Attributes2D {
  strides: [number, number];
  dilations: [number, number];
  pad: 'same' | 'valid' | number;
  dataFormat: 'NHWC' | 'NCHW';
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

interface Attributes3D {
  strides: Triple;
  dilations: Triple;
  pad: 'same' | 'valid';
}

/** Both gradients, of windows that move by one place, as all must where taps lie apart; `borders` are those before each axis. */
function gradients(
  dy: tf.Tensor,
  x: tf.Tensor,
  filter: tf.Tensor,
  borders: number[],
  apart: number[],
  convolve: Convolve,
): Record<'x' | 'filter', () => tf.Tensor> {
  const middle = apart.map((_, axis) => axis + 1);
  const last = apart.length + 1;
  const together = apart.map(() => 1);
  const reach = apart.map((dilation, axis) => (filter.shape[axis]! - 1) * dilation);
  return {
    x: () => {
      const come = reach.reduce((image, far, axis) => {
        return moved(image, axis + 1, far - borders[axis]!, x.shape[axis + 1]! + far);
      }, dy);
      const taps = middle.map((axis) => axis - 1);
      const turned = tf.transpose(tf.reverse(filter, taps), [...taps, last, last - 1]);
      return convolve(come, turned, together, apart);
    },
    filter: () => {
      // All that the windows see, no less and no more.
      const seen = reach.reduce((image, far, axis) => {
        return moved(image, axis + 1, borders[axis]!, dy.shape[axis + 1]! + far);
      }, x);
      const image = tf.transpose(seen, [last, ...middle, 0]); // channels where the batch stood
      const taps = tf.transpose(dy, [...middle, 0, last]);
      return tf.transpose(convolve(image, taps, apart, together), [...middle, 0, last]);
    },
  };
}

/** An image moved along an axis, which gets another length: zeros come in, and what goes beyond either end is lost. */
function moved(x: tf.Tensor, axis: number, by: number, length: number): tf.Tensor {
  return tf.reshape(spreadLines(asLines(x, axis), by, 1, length), x.shape.with(axis, length));
}

function areOne(dilations: number | number[]): boolean {
  return [dilations].flat().every((dilation) => dilation === 1);
}
