import * as tf from '@tensorflow/tfjs';

import { alias, free, runKernel, type TfjsSetting, type WasmBackend } from './start.ts';

/**
 * The gradient of a convolution's filter, composed from kernels that the wasm backend has, in one of two ways:
 *
 * patches: the 3x3 neighbours of each place side by side, [places, 9·channels], transposed and multiplied by dy.
 * swapped: a convolution of the input by dy, with batches and channels in each other's places.
 *
 * Shapes: x [batch, height, width, channels], dy [batch, outHeight, outWidth, filters] → the filter's.
 */
export function filterGradient(way: TfjsSetting['filterGradient']): tf.KernelFunc {
  return ({ inputs, backend, attrs }) => {
    const wasm = backend as WasmBackend;
    const { x, dy } = inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
    const { strides, pad, dimRoundingMode, filterShape } = attrs as unknown as FilterGradientAttributes;
    const shape = x.shape as [number, number, number, number];
    const info = tf.backend_util.computeConv2DInfo(shape, filterShape, strides, 1, pad, dimRoundingMode);
    const { top, bottom, left, right } = info.padInfo;
    const padded = top + bottom + left + right > 0;
    const paddings = [[0, 0], [top, bottom], [left, right], [0, 0]]; // prettier-ignore
    const input = padded ? runKernel('PadV2', { x }, { paddings, constantValue: 0 }) : x;
    const gradient = way === 'patches' ? byPatches(wasm, input, dy, info) : bySwapping(wasm, input, dy, info);
    if (padded) free(wasm, input);
    return { ...gradient, shape: filterShape };
  };
}

interface FilterGradientAttributes {
  readonly strides: number | [number, number];
  readonly pad: 'same' | 'valid' | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly filterShape: [number, number, number, number];
}

type Info = tf.backend_util.Conv2DInfo;

function byPatches(wasm: WasmBackend, x: tf.TensorInfo, dy: tf.TensorInfo, info: Info): tf.TensorInfo {
  const { batchSize, inChannels, outChannels, outHeight, outWidth, filterHeight, filterWidth } = info;
  const masks = { beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0 };
  const neighbours: tf.TensorInfo[] = [];
  for (let i = 0; i < filterHeight; i++) {
    for (let j = 0; j < filterWidth; j++) {
      const begin = [0, i, j, 0];
      const last = [(outHeight - 1) * info.strideHeight, (outWidth - 1) * info.strideWidth] as const;
      const end = [batchSize, i + last[0] + 1, j + last[1] + 1, inChannels];
      const strides = [1, info.strideHeight, info.strideWidth, 1];
      neighbours.push(runKernel('StridedSlice', { x }, { begin, end, strides, ...masks }));
    }
  }
  const patches = runKernel('Concat', neighbours, { axis: 3 });
  const places = batchSize * outHeight * outWidth;
  const matrix = alias(patches, [places, filterHeight * filterWidth * inChannels]);
  const transposed = runKernel('Transpose', { x: matrix }, { perm: [1, 0] });
  const out = runKernel(
    'BatchMatMul',
    { a: transposed, b: alias(dy, [places, outChannels]) },
    { transposeA: false, transposeB: false },
  );
  free(wasm, ...neighbours, patches, transposed);
  return out;
}

function bySwapping(wasm: WasmBackend, x: tf.TensorInfo, dy: tf.TensorInfo, info: Info): tf.TensorInfo {
  const swappedX = runKernel('Transpose', { x }, { perm: [3, 1, 2, 0] });
  const swappedDy = runKernel('Transpose', { x: dy }, { perm: [1, 2, 0, 3] });
  const attributes = { strides: [1, 1], pad: 'valid', dataFormat: 'NHWC' };
  const dilations = [info.strideHeight, info.strideWidth];
  const products = runKernel('Conv2D', { x: swappedX, filter: swappedDy }, { ...attributes, dilations });
  const all = runKernel('Transpose', { x: products }, { perm: [1, 2, 0, 3] });
  free(wasm, swappedX, swappedDy, products);
  if (all.shape[0] === info.filterHeight && all.shape[1] === info.filterWidth) return all;
  const size = [info.filterHeight, info.filterWidth, info.inChannels, info.outChannels];
  const out = runKernel('Slice', { x: all }, { begin: [0, 0, 0, 0], size }); // strides leave rows that no filter reaches
  free(wasm, all);
  return out;
}
