import { tf } from '../tfjs.ts';
import type { Kernels } from '../wasm/kernels.ts';
import type { ConvolutionAttributes } from './attributes.ts';
import { sizeOf } from './broadcast.ts';
import type { Convolution3DAttributes } from './conv3d-backprop.ts';
import { conv2D, conv2DFilterGradient, conv2DInputGradient } from './convolution.ts';
import { CopyAxes } from './copy-axes.ts';
import { fill } from './fill.ts';
import { transpose } from './transpose.ts';

type Shape4D = [number, number, number, number];
type Shape5D = [number, number, number, number, number];

/**
 * 3D convolution as a 2D one, of images that have for channels those of all the images under the filter's taps in depth.
 *
 * y[n, k, i, j, f] = Σ x[n, k·s + t·d, i·s + u·d, j·s + v·d, c] · W[t, u, v, c, f]   over u, v and (t, c)
 *
 * Those images, `filterDepth` times the volume where the stride is 1, do lie in memory; the patches of them do not.
 *
 * Shapes: x [batch, depth, height, width, channels], filter [filterDepth, filterHeight, filterWidth, channels, filters] →
 * [batch, outDepth, outHeight, outWidth, filters].
 *
 * @returns undefined for what is not float32.
 */
export function conv3D(
  kernels: Kernels,
  x: tf.TensorInfo,
  filter: tf.TensorInfo,
  attributes: Convolution3DAttributes,
): tf.TensorInfo | undefined {
  const g = geometry([x, filter], x.shape, filter.shape, attributes);
  if (!g) return undefined;
  if (sizeOf(g.outShape) === 0 || sizeOf(x.shape) === 0) return fill(kernels, g.outShape, 0, 'float32');
  const images = underTaps(kernels, x, alongDepth(g));
  const [depth, height, width, channels, filters] = g.filterShape;
  const turned = transpose(kernels, filter, [1, 2, 0, 3, 4])!;
  const taps = { ...turned, shape: [height, width, depth * channels, filters] };
  const y = conv2D(kernels, images, taps, across(g))!;
  dispose(kernels, images, turned);
  return { ...y, shape: g.outShape };
}

/**
 * The gradient of a 3D convolution in its input, as that of a 2D one whose filters are those of all taps in depth.
 *
 * Shapes: dy [batch, outDepth, outHeight, outWidth, filters], filter as in `conv3D` → inputShape.
 */
export function conv3DInputGradient(
  kernels: Kernels,
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
  attributes: Convolution3DAttributes,
): tf.TensorInfo | undefined {
  const shape = attributes.inputShape!;
  const g = geometry([dy, filter], shape, filter.shape, attributes);
  if (!g) return undefined;
  if (sizeOf(shape) === 0 || sizeOf(dy.shape) === 0) return fill(kernels, shape, 0, 'float32');
  // Under tap t of image k lies dy at (k + front − t·d)/s.
  const places = { taps: g.filterDepth, count: g.inDepth, stride: 1, up: g.strideDepth };
  const come = underTaps(kernels, dy, { ...places, before: -g.padInfo.front, dilation: -g.dilationDepth });
  const [depth, height, width, channels, filters] = g.filterShape;
  const turned = transpose(kernels, filter, [1, 2, 3, 0, 4])!;
  const taps = { ...turned, shape: [height, width, channels, depth * filters] };
  const inputShape: Shape4D = [g.batchSize * g.inDepth, g.inHeight, g.inWidth, channels];
  const dx = conv2DInputGradient(kernels, come, taps, { ...across(g), inputShape })!;
  dispose(kernels, come, turned);
  return { ...dx, shape };
}

/**
 * The gradient of a 3D convolution in its filter, as that of the 2D one that `conv3D` is.
 *
 * Shapes: x [batch, depth, height, width, channels], dy [batch, outDepth, outHeight, outWidth, filters] → filterShape.
 */
export function conv3DFilterGradient(
  kernels: Kernels,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  attributes: Convolution3DAttributes,
): tf.TensorInfo | undefined {
  const shape = attributes.filterShape!;
  const g = geometry([x, dy], x.shape, shape, attributes);
  if (!g) return undefined;
  if (sizeOf(x.shape) === 0 || sizeOf(dy.shape) === 0) return fill(kernels, shape, 0, 'float32');
  const images = underTaps(kernels, x, alongDepth(g));
  const [depth, height, width, channels, filters] = shape;
  const come = { ...dy, shape: [g.batchSize * g.outDepth, g.outHeight, g.outWidth, filters] };
  const filterShape: Shape4D = [height, width, depth * channels, filters];
  const dw = conv2DFilterGradient(kernels, images, come, { ...across(g), filterShape })!;
  const taps = { ...dw, shape: [height, width, depth, channels, filters] };
  const turned = transpose(kernels, taps, [2, 0, 1, 3, 4])!;
  dispose(kernels, images, dw);
  return turned;
}

type Geometry = tf.backend_util.Conv3DInfo;

function geometry(
  tensors: readonly tf.TensorInfo[],
  image: readonly number[],
  filter: readonly number[],
  { strides, pad, dilations = 1 }: Convolution3DAttributes,
): Geometry | undefined {
  if (tensors.some(({ dtype }) => dtype !== 'float32')) return undefined;
  return tf.backend_util.computeConv3DInfo(image as Shape5D, filter as Shape5D, strides, dilations, pad);
}

/**
 * What the 2D convolution is told. Its borders are those that TensorFlow.js counts for three axes, which are below 0 where windows of 'same'
 * padding do not reach the end, as they are not for two.
 */
function across(g: Geometry): Pick<ConvolutionAttributes, 'strides' | 'dilations' | 'pad'> {
  const { top, bottom, left, right } = g.padInfo;
  return {
    strides: [g.strideHeight, g.strideWidth],
    dilations: [g.dilationHeight, g.dilationWidth],
    pad: [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ],
  };
}

/** Which images lie under the taps of a filter in depth: under tap t of image k that at (k·stride − before + t·dilation)/up. */
interface Depth {
  readonly taps: number;
  readonly count: number;
  readonly stride: number;
  readonly before: number;
  readonly dilation: number;
  readonly up: number;
}

function alongDepth(g: Geometry): Depth {
  const sliding = { stride: g.strideDepth, before: g.padInfo.front, dilation: g.dilationDepth, up: 1 };
  return { taps: g.filterDepth, count: g.outDepth, ...sliding };
}

/**
 * The images under all taps in depth side by side, zeros where there is none. It is to be disposed, being x itself where there is one tap.
 *
 * Shapes: x [batch, depth, height, width, channels] → [batch · count, height, width, taps · channels].
 */
function underTaps(kernels: Kernels, x: tf.TensorInfo, at: Depth): tf.TensorInfo {
  const [batch, depth, height, width, channels] = x.shape as Shape5D;
  const [pixels, line] = [height * width, at.taps * channels];
  const shape = [batch * at.count, height, width, line];
  const placeOf = (k: number, tap: number): number => (k * at.stride - at.before + tap * at.dilation) / at.up;
  const seen = Array.from({ length: at.taps }, (_, tap) =>
    Array.from({ length: at.count }, (_none, k) => k).filter((k) => {
      const place = placeOf(k, tap);
      return Number.isInteger(place) && place >= 0 && place < depth;
    }),
  );
  const all = seen.every(({ length }) => length === at.count);
  if (all && at.taps === 1 && at.count === depth) return kernels.share(x, shape);
  const output = all ? kernels.output(shape) : fill(kernels, shape, 0, 'float32')!;
  const [source, target] = [kernels.place(x), kernels.place(output)];
  for (const [tap, images] of seen.entries()) {
    if (images.length === 0) continue;
    const [first, second = first] = images as [number, number?];
    const [from, next] = [placeOf(first, tap), placeOf(second, tap)];
    axes.clear().add(channels, 1, 1).add(pixels, channels, line);
    axes.add(images.length, (next - from) * pixels * channels, (second - first) * pixels * line);
    axes.add(batch, depth * pixels * channels, at.count * pixels * line);
    const [skipped, begun] = [from * pixels * channels, first * pixels * line + tap * channels];
    axes.copy(kernels, source + 4 * skipped, target + 4 * begun, 4);
  }
  return output;
}

const axes = /* @__PURE__ */ new CopyAxes();

function dispose(kernels: Kernels, ...tensors: readonly tf.TensorInfo[]): void {
  for (const { dataId } of tensors) kernels.backend.disposeData(dataId);
}
