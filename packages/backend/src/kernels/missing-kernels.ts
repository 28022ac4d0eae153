import type { DeviceName } from '../device/device.ts';
import { tf } from '../tfjs.ts';
import { broadcastMatMul } from './broadcast-mat-mul.ts';
import { type Attributes, type ComposedKernel, type Inputs, registerComposed } from './composed-kernel.ts';
import { denseBincount } from './dense-bincount.ts';
import { dilation2D, dilation2DGradient, type DilationAttributes } from './dilation2d.ts';
import { einsum } from './einsum.ts';
import { gatherBatches } from './gather-batches.ts';
import { maxPool3D, maxPool3DGrad, type Pooling3DAttributes } from './max-pool-3d.ts';
import { tensorScatterUpdate } from './tensor-scatter-update.ts';
import { unsortedSegmentSum } from './unsorted-segment-sum.ts';

/** Products of matrices over batches that are broadcast; see `broadcastMatMul`. */
const BatchMatMul: ComposedKernel = ({ a, b }, { transposeA, transposeB }) =>
  broadcastMatMul(a!, b!, transposeA as boolean, transposeB as boolean);

/** A product of labelled tensors; see `einsum`. */
const Einsum: ComposedKernel = (inputs, { equation }) => einsum(equation as string, Object.values(inputs));

const MaxPool3DGrad: ComposedKernel = ({ dy, input }, attributes) =>
  maxPool3DGrad(dy!, input as tf.Tensor5D, attributes as unknown as Pooling3DAttributes);

const TensorScatterUpdate: ComposedKernel = ({ tensor, indices, updates }) =>
  tensor!.dtype === 'string' ? undefined : tensorScatterUpdate(tensor!, indices!, updates!);

// TensorFlow.js 4.22 takes an axis counted from the end for one before the first: on cpu a wrong shape, on wasm a write
// beyond the memory of the tensor, on webgpu an invalid buffer.
const Cumsum: ComposedKernel = ({ x }, { axis, exclusive, reverse }) =>
  (axis as number) < 0
    ? tf.cumsum(x!, (axis as number) + x!.rank, exclusive as boolean, reverse as boolean)
    : undefined;

const Cumprod: ComposedKernel = ({ x }, { axis, exclusive, reverse }) =>
  (axis as number) < 0
    ? tf.cumprod(x!, (axis as number) + x!.rank, exclusive as boolean, reverse as boolean)
    : undefined;

/** The kernels of dilation, on devices where TensorFlow.js has them wrong. */
const dilation = (): Record<string, ComposedKernel> => ({
  Dilation2D: ({ x, filter }, attributes) =>
    dilation2D(x as tf.Tensor4D, filter as tf.Tensor3D, attributes as unknown as DilationAttributes),
  Dilation2DBackpropInput: (inputs, attributes) => dilationGradient('x', inputs, attributes),
  Dilation2DBackpropFilter: (inputs, attributes) => dilationGradient('filter', inputs, attributes),
});

function dilationGradient(of: 'x' | 'filter', { x, filter, dy }: Inputs, attributes: Attributes): tf.Tensor {
  const [image, taps] = [x as tf.Tensor4D, filter as tf.Tensor3D];
  return dilation2DGradient(of, image, taps, dy!, attributes as unknown as DilationAttributes);
}

/** What the wasm backend lacks or gets wrong, made of what it has. */
const missingWasmKernels = (): Record<string, ComposedKernel> => ({
  ...dilation(),
  Cumprod,
  Cumsum,
  Einsum,
  GatherV2: ({ x, indices }, { axis, batchDims }) =>
    gatherBatches(x!, indices!, axis as number, batchDims as number),
  MaxPool3D: ({ x }, attributes) => maxPool3D(x as tf.Tensor5D, attributes as unknown as Pooling3DAttributes),
  MaxPool3DGrad,
  // TensorFlow.js 4.22 keeps a copy of the slopes by the tensor's id, and does not see that they were changed where they lie.
  Prelu: ({ x, alpha }) => tf.tidy(() => tf.where(tf.greater(x!, 0), x!, tf.mul(x!, alpha!))),
  TensorScatterUpdate,
});

/** The same for cpu. */
const missingCpuKernels = (): Record<string, ComposedKernel> => ({
  BatchMatMul,
  Cumprod,
  Cumsum,
  Einsum,
  MaxPool3DGrad,
  TensorScatterUpdate,
  // TensorFlow.js 4.22 goes through all rows for each segment.
  UnsortedSegmentSum: ({ x, segmentIds }, { numSegments }) =>
    unsortedSegmentSum(x!, segmentIds as tf.Tensor1D, numSegments as number),
});

/** The same for webgpu; nothing here reads a tensor. */
const missingWebGPUKernels = (): Record<string, ComposedKernel> => ({
  ...dilation(),
  DenseBincount: ({ x, weights }, { size, binaryOutput }) =>
    denseBincount(x!, weights!, size as number, binaryOutput as boolean),
  Einsum,
  MaxPool3DGrad,
  // TensorFlow.js 4.22 forgets that the axes are to be kept where it computes small products on the processor.
  Prod: ({ x }, { axis, keepDims }) => {
    if (!keepDims) return undefined;
    const axes = tf.util.parseAxisParam(axis as number[], x!.shape);
    const kept = x!.shape.map((length, i) => (axes.includes(i) ? 1 : length));
    return tf.tidy(() => tf.reshape(tf.prod(x!, axes), kept));
  },
});

/** The same for webgl; what that device alone has wrong is in ../webgl. */
const missingWebGLKernels = (): Record<string, ComposedKernel> => ({
  ...dilation(),
  BatchMatMul,
  Cumprod,
  Cumsum,
  Einsum,
});

const tables: Record<DeviceName, () => Record<string, ComposedKernel>> = {
  cpu: missingCpuKernels,
  wasm: missingWasmKernels,
  webgl: missingWebGLKernels,
  webgpu: missingWebGPUKernels,
};

/** Registers what a device lacks or gets wrong over what is registered there, once. */
export function registerMissingKernels(device: DeviceName): void {
  registerComposed(device, tables[device]());
}
