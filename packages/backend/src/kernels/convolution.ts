import { tf } from '../tfjs.ts';
import type { Kernels } from '../wasm/kernels.ts';
import type { ConvolutionAttributes } from './attributes.ts';
import { type Epilogue, packingRoom } from './matmul.ts';

type Geometry = tf.backend_util.Conv2DInfo;

/**
 * 2D convolution as one product, of the patches of the images with the filter; the patches are packed straight from the images.
 *
 * y[n, i, j, f] = Σ x[n, i·s + u·d, j·s + v·d, c] · W[u, v, c, f]   over u, v, c, then bias and activation
 *
 * Shapes: x [batch, height, width, channels], filter [filterHeight, filterWidth, channels, filters] →
 * [batch, outHeight, outWidth, filters]. A 1D convolution is one of height 1.
 *
 * @see Chetlur et al. 2014, "cuDNN: Efficient primitives for deep learning", section 3.2, https://arxiv.org/abs/1410.0759
 */
export function conv2D(
  kernels: Kernels,
  x: tf.TensorInfo,
  filter: tf.TensorInfo,
  attributes: ConvolutionAttributes,
  epilogue: Epilogue = {},
): tf.TensorInfo | undefined {
  const g = geometry(x, filter.shape, attributes, x.shape);
  if (!g || filter.dtype !== 'float32') return undefined;
  const output = kernels.output(g.outShape);
  const [rows, k] = [g.batchSize * g.outHeight * g.outWidth, g.filterHeight * g.filterWidth * g.inChannels];
  if (rows === 0 || g.outChannels === 0) return output;
  const room = packingRoom(k, g.outChannels);
  const workspace = kernels.workspace(room);
  const { run, control } = kernels;
  setPatches(kernels, x, g);
  const bias = epilogue.bias ? kernels.place(epilogue.bias) : 0;
  const places = [kernels.place(filter), kernels.place(output)] as const;
  const { activation = 0, alpha = 0 } = epilogue;
  run.convolution(control, ...places, rows, k, g.outChannels, bias, activation, alpha, workspace, room);
  return output;
}

/**
 * The gradient of a 2D convolution in its input: a convolution of dy with the filter turned about, channels and filters exchanged.
 *
 * Shapes: dy [batch, outHeight, outWidth, filters], filter [filterHeight, filterWidth, channels, filters] → inputShape.
 */
export function conv2DInputGradient(
  kernels: Kernels,
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
  attributes: ConvolutionAttributes,
): tf.TensorInfo | undefined {
  const g = geometry(dy, filter.shape, attributes, attributes.inputShape!);
  if (!g || filter.dtype !== 'float32') return undefined;
  const output = kernels.output(g.inShape);
  const rows = g.batchSize * g.inHeight * g.inWidth;
  if (rows === 0 || g.inChannels === 0) return output;
  const taps = g.filterHeight * g.filterWidth;
  const room = packingRoom(taps * g.outChannels, g.inChannels);
  const workspace = kernels.workspace(room);
  const { run, control } = kernels;
  const reach = [(g.filterHeight - 1) * g.dilationHeight, (g.filterWidth - 1) * g.dilationWidth] as const;
  const before = [reach[0] - g.padInfo.top, reach[1] - g.padInfo.left] as const;
  const image = [kernels.place(dy), g.outHeight, g.outWidth, g.outChannels, g.inHeight, g.inWidth] as const;
  const window = [g.dilationHeight, g.dilationWidth, g.filterHeight, g.filterWidth] as const;
  run.setPatches(control, ...image, 1, 1, ...before, ...window, g.strideHeight, g.strideWidth);
  const places = [kernels.place(filter), kernels.place(output)] as const;
  run.inputGradient(control, ...places, rows, taps, g.inChannels, g.outChannels, workspace, room);
  return output;
}

/**
 * The gradient of a 2D convolution in its filter: dW[u, v, c, f] = Σ x[n, i·s + u·d, j·s + v·d, c] · dy[n, i, j, f] over n, i, j.
 *
 * Shapes: x [batch, height, width, channels], dy [batch, outHeight, outWidth, filters] → filterShape.
 */
export function conv2DFilterGradient(
  kernels: Kernels,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  attributes: ConvolutionAttributes,
): tf.TensorInfo | undefined {
  const g = geometry(x, attributes.filterShape!, attributes, x.shape);
  if (!g || dy.dtype !== 'float32') return undefined;
  const output = kernels.output(g.filterShape);
  const rows = g.filterHeight * g.filterWidth * g.inChannels;
  const size = rows * g.outChannels;
  const pixels = g.batchSize * g.outHeight * g.outWidth;
  if (size === 0) return output;
  // As many parts as give threads something to do and memory bears; they depend on the shape alone, so the bits do too.
  const parts = Math.max(1, Math.min(32, Math.floor(pixels / 512), Math.floor(2 ** 23 / size)));
  const workspace = kernels.workspace(parts === 1 ? 0 : 4 * parts * size);
  const { run, control } = kernels;
  setPatches(kernels, x, g);
  const places = [kernels.place(dy), kernels.place(output)] as const;
  run.filterGradient(control, ...places, rows, g.outChannels, pixels, parts, workspace);
  return output;
}

/** The geometry of a convolution; undefined for what is left to TensorFlow.js: channels first, and numbers that are not float32. */
function geometry(
  tensor: tf.TensorInfo,
  filterShape: readonly number[],
  attributes: ConvolutionAttributes,
  imageShape: readonly number[],
): Geometry | undefined {
  const { strides, pad, dilations = 1, dimRoundingMode, dataFormat = 'NHWC' } = attributes;
  if (tensor.dtype !== 'float32' || dataFormat !== 'NHWC') return undefined;
  const shapes = [imageShape, filterShape] as [Shape4D, Shape4D];
  return tf.backend_util.computeConv2DInfo(...shapes, strides, dilations, pad, dimRoundingMode);
}

type Shape4D = [number, number, number, number];

function setPatches(kernels: Kernels, x: tf.TensorInfo, g: Geometry): void {
  const image = [kernels.place(x), g.inHeight, g.inWidth, g.inChannels, g.outHeight, g.outWidth] as const;
  const steps = [g.strideHeight, g.strideWidth, g.padInfo.top, g.padInfo.left] as const;
  const window = [g.dilationHeight, g.dilationWidth, g.filterHeight, g.filterWidth] as const;
  kernels.run.setPatches(kernels.control, ...image, ...steps, ...window, 1, 1);
}
