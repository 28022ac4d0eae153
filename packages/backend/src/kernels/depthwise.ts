import { tf } from '../tfjs.ts';
import type { Kernels } from '../wasm/kernels.ts';
import type { ConvolutionAttributes } from './attributes.ts';
import { sizeOf } from './broadcast.ts';
import { CopyAxes } from './copy-axes.ts';
import { fill } from './fill.ts';
import type { Epilogue } from './matmul.ts';
import { reduce, SUM } from './reduce.ts';

type Geometry = tf.backend_util.Conv2DInfo;
type Shape4D = [number, number, number, number];

/**
 * Depthwise 2D convolution: each channel has filters of its own.
 *
 * y[n, i, j, c·q + r] = Σ x[n, i·s + u·d, j·s + v·d, c] · W[u, v, c, r]   over u, v, then bias and activation
 *
 * Shapes: x [batch, height, width, channels], filter [filterHeight, filterWidth, channels, q] → [batch, outHeight, outWidth, channels·q].
 *
 * @see Chollet 2017, "Xception: Deep Learning with Depthwise Separable Convolutions", https://arxiv.org/abs/1610.02357
 */
export function depthwiseConv2D(
  kernels: Kernels,
  x: tf.TensorInfo,
  filter: tf.TensorInfo,
  attributes: ConvolutionAttributes,
  epilogue: Epilogue = {},
): tf.TensorInfo | undefined {
  const g = geometry([x, filter], x.shape, filter.shape, attributes);
  if (!g) return undefined;
  const output = kernels.output(g.outShape);
  if (sizeOf(g.outShape) === 0) return output;
  const bias = epilogue.bias ? kernels.place(epilogue.bias) : 0;
  const { activation = 0, alpha = 0 } = epilogue;
  const image = repeated(kernels, x, filter.shape[3]!);
  setForward(kernels, g);
  const places = [kernels.place(image), kernels.place(filter), kernels.place(output)] as const;
  kernels.run.depthwise(kernels.control, ...places, 0, bias, activation, alpha);
  kernels.backend.disposeData(image.dataId);
  return output;
}

/**
 * The gradient of a depthwise convolution in its input: one of dy with the filter turned by half a turn, whose taps meet a number only
 * where the strides let them; then the q filters of each channel are added up.
 *
 * dx[n, i, j, c] = Σ dy[n, (i + p − d·u)/s, (j + p − d·v)/s, c·q + r] · W[u, v, c, r]   over u, v, r
 *
 * Shapes: dy [batch, outHeight, outWidth, channels·q], filter [filterHeight, filterWidth, channels, q] → inputShape.
 */
export function depthwiseInputGradient(
  kernels: Kernels,
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
  attributes: ConvolutionAttributes,
): tf.TensorInfo | undefined {
  const shape = attributes.inputShape!;
  const g = geometry([dy, filter], shape, filter.shape, attributes);
  if (!g) return undefined;
  const multiplier = filter.shape[3]!;
  if (sizeOf(shape) === 0 || multiplier === 0) return fill(kernels, shape, 0, 'float32');
  const all = kernels.output([...shape, multiplier]);
  const reach = [(g.filterHeight - 1) * g.dilationHeight, (g.filterWidth - 1) * g.dilationWidth] as const;
  const before = [reach[0] - g.padInfo.top, reach[1] - g.padInfo.left] as const;
  const image = [g.batchSize, g.outHeight, g.outWidth, g.outChannels, g.inHeight, g.inWidth] as const;
  const window = [g.dilationHeight, g.dilationWidth, g.filterHeight, g.filterWidth] as const;
  const { run, control } = kernels;
  run.setDepthwise(control, ...image, 1, 1, ...before, ...window, g.strideHeight, g.strideWidth);
  run.depthwise(control, kernels.place(dy), kernels.place(filter), kernels.place(all), 1, 0, 0, 0);
  if (multiplier === 1) return { ...all, shape };
  const output = reduce(kernels, SUM, all, 4, false);
  kernels.backend.disposeData(all.dataId);
  return output;
}

/**
 * The gradient of a depthwise convolution in its filter.
 *
 * dW[u, v, c, r] = Σ x[n, s·i + d·u − p, s·j + d·v − p, c] · dy[n, i, j, c·q + r]   over n, i, j
 *
 * Shapes: x [batch, height, width, channels], dy [batch, outHeight, outWidth, channels·q] → filterShape.
 */
export function depthwiseFilterGradient(
  kernels: Kernels,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  attributes: ConvolutionAttributes,
): tf.TensorInfo | undefined {
  const shape = attributes.filterShape!;
  const g = geometry([x, dy], x.shape, shape, attributes);
  if (!g) return undefined;
  const output = kernels.output(shape);
  const size = sizeOf(shape);
  if (size === 0) return output;
  const rows = g.batchSize * g.outHeight;
  // As many parts as give threads something to do and memory bears; they depend on the shape alone, so the bits do too.
  const worth = Math.floor((rows * g.outWidth * size) / 2 ** 18);
  const parts = Math.max(1, Math.min(32, rows, worth, Math.floor(2 ** 22 / size)));
  const workspace = kernels.workspace(parts === 1 ? 0 : 4 * parts * size);
  const image = repeated(kernels, x, shape[3]);
  setForward(kernels, g);
  const places = [kernels.place(image), kernels.place(dy), kernels.place(output)] as const;
  kernels.run.depthwiseFilterGradient(kernels.control, ...places, parts, workspace);
  kernels.backend.disposeData(image.dataId);
  return output;
}

/**
 * The geometry of a depthwise convolution; undefined for what is left to TensorFlow.js: channels first, numbers that are not float32,
 * and more taps than a thread has room for.
 */
function geometry(
  tensors: readonly tf.TensorInfo[],
  image: readonly number[],
  filter: readonly number[],
  attributes: ConvolutionAttributes,
): Geometry | undefined {
  const { strides, pad, dilations, dimRoundingMode, dataFormat = 'NHWC' } = attributes;
  if (dataFormat !== 'NHWC' || tensors.some(({ dtype }) => dtype !== 'float32')) return undefined;
  if (filter[0]! * filter[1]! > MOST_TAPS) return undefined;
  const shapes = [image, filter] as [Shape4D, Shape4D];
  return tf.backend_util.computeConv2DInfo(...shapes, strides, dilations ?? 1, pad, dimRoundingMode, true);
}

/** A thread's scratch has 2²⁰ bytes; a tap takes 8. */
const MOST_TAPS = 2 ** 17;

function setForward(kernels: Kernels, g: Geometry): void {
  const image = [g.batchSize, g.inHeight, g.inWidth, g.outChannels, g.outHeight, g.outWidth] as const;
  const steps = [g.strideHeight, g.strideWidth, g.padInfo.top, g.padInfo.left] as const;
  const window = [g.dilationHeight, g.dilationWidth, g.filterHeight, g.filterWidth] as const;
  kernels.run.setDepthwise(kernels.control, ...image, ...steps, ...window, 1, 1);
}

/** Each number so many times: the kernels know of one filter for each channel. It is to be disposed, being x itself where that is once. */
function repeated(kernels: Kernels, x: tf.TensorInfo, times: number): tf.TensorInfo {
  if (times === 1) return kernels.share(x, x.shape);
  const output = kernels.output([...x.shape, times]);
  axes.clear().add(times, 0, 1).add(sizeOf(x.shape), 1, times);
  axes.copy(kernels, kernels.place(x), kernels.place(output), 4);
  return output;
}

const axes = /* @__PURE__ */ new CopyAxes();
