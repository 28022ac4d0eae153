import * as tf from '@tensorflow/tfjs';

import { filterGradient } from './filter-gradient.ts';
import { loopedMatMul } from './looped-mat-mul.ts';
import { alias, free, runKernel, type TfjsSetting, type WasmBackend } from './start.ts';

/**
 * Registers what these workloads need and the wasm backend lacks, composed from kernels that it has: the gradients of an
 * embedding and of a convolution's filter.
 */
export function completeTfjs(setting: TfjsSetting): void {
  if (setting.matMul === 'looped') replace('BatchMatMul', loopedMatMul());
  add('UnsortedSegmentSum', segmentSum);
  add('Conv2DBackpropFilter', filterGradient(setting.filterGradient));
}

/** oneHot(ids)ᵀ · x, a product of [segments, rows] and [rows, columns]. */
const segmentSum: tf.KernelFunc = ({ inputs, backend, attrs }) => {
  const wasm = backend as WasmBackend;
  const { x, segmentIds } = inputs as { x: tf.TensorInfo; segmentIds: tf.TensorInfo };
  const segments = attrs!['numSegments'] as number;
  const rows = tf.util.sizeFromShape(segmentIds.shape);
  const columns = tf.util.sizeFromShape(x.shape) / rows;
  const all = wasm.makeOutput([segments, 1], 'int32', undefined, Int32Array.from(Array(segments).keys()));
  const equal = runKernel('Equal', { a: all, b: alias(segmentIds, [1, rows]) }, {});
  const oneHot = runKernel('Cast', { x: equal }, { dtype: 'float32' });
  const sums = runKernel(
    'BatchMatMul',
    { a: oneHot, b: alias(x, [rows, columns]) },
    { transposeA: false, transposeB: false },
  );
  free(wasm, all, equal, oneHot);
  return { ...sums, shape: [segments, ...x.shape.slice(segmentIds.shape.length)] };
};

function add(kernelName: string, kernelFunc: tf.KernelFunc): void {
  tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc });
}

function replace(kernelName: string, kernelFunc: tf.KernelFunc): void {
  tf.unregisterKernel(kernelName, 'wasm');
  add(kernelName, kernelFunc);
}
