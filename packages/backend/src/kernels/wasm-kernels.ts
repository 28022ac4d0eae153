import { tf } from '../tfjs.ts';
import type { ConvolutionAttributes, PoolingAttributes } from './attributes.ts';
import { conv2DBackpropFilter } from './conv2d-backprop-filter.ts';
import { conv2DBackpropInput } from './conv2d-backprop-input.ts';
import { gather } from './gather.ts';
import { loadMatMul, type MatMul } from './matmul.ts';
import { maxPoolGrad } from './max-pool-grad.ts';
import { slice, unpack } from './slice.ts';
import { unsortedSegmentSum } from './unsorted-segment-sum.ts';
import type { WasmBackend } from './wasm-backend.ts';

type Inputs = Record<string, tf.Tensor>;
type Attributes = Record<string, unknown>;
type Compute = (
  inputs: Inputs,
  attributes: Attributes,
  backend: WasmBackend,
) => tf.TensorInfo | tf.TensorInfo[] | undefined;

/** The kernels that Thaw brings to the wasm backend. One that returns undefined leaves the case to TensorFlow.js. */
const wasmKernels: Record<string, Compute> = {
  // TensorFlow.js 4.22 lacks it.
  Conv2DBackpropFilter: ({ x, dy }, attributes) =>
    conv2DBackpropFilter(x as tf.Tensor4D, dy as tf.Tensor4D, attributes as unknown as ConvolutionAttributes),

  // TensorFlow.js 4.22 computes it in a slow loop.
  Conv2DBackpropInput: ({ dy, filter }, attributes) =>
    conv2DBackpropInput(
      dy as tf.Tensor4D,
      filter as tf.Tensor4D,
      attributes as unknown as ConvolutionAttributes,
    ),

  // TensorFlow.js 4.22 loses the gradient of windows without a positive value.
  MaxPoolGrad: ({ dy, input }, attributes) =>
    maxPoolGrad(dy as tf.Tensor4D, input as tf.Tensor4D, attributes as unknown as PoolingAttributes),

  // TensorFlow.js 4.22 multiplies by a transposed operand, and several matrices at once, in a slow loop, and takes the wrong
  // matrices where batches are broadcast along an inner axis. Without a product of our own, transposing first is faster.
  BatchMatMul: ({ a, b }, { transposeA, transposeB }, backend) => {
    const product = products.get(backend)?.(a!, b!, transposeA as boolean, transposeB as boolean);
    if (product || (!transposeA && !transposeB) || isBatched(a!) || isBatched(b!)) return product;
    return tf.tidy(() => tf.matMul(transposeA ? swapLast(a!) : a!, transposeB ? swapLast(b!) : b!));
  },

  // TensorFlow.js 4.22 copies the numbers, which nothing ever changes; its reshape shares them, as its cpu backend does.
  Identity: ({ x }, _attributes, backend) => {
    if (x!.dtype === 'string') return undefined;
    backend.incRef(x!.dataId);
    return { dataId: x!.dataId, shape: x!.shape, dtype: x!.dtype };
  },

  // TensorFlow.js 4.22 copies the whole tensor for each part of it.
  Slice: ({ x }, { begin, size }, backend) => slice(x!, begin as number[], size as number[], backend),
  Unpack: ({ value }, { axis }, backend) => unpack(value!, axis as number, backend),

  // TensorFlow.js 4.22 finds the place of each number anew.
  GatherV2: ({ x, indices }, { axis, batchDims }, backend) =>
    gather(x!, indices!, axis as number, batchDims as number, backend),

  // TensorFlow.js 4.22 lacks it, so that no embedding learns.
  UnsortedSegmentSum: ({ x, segmentIds }, { numSegments }) =>
    unsortedSegmentSum(x!, segmentIds as tf.Tensor1D, numSegments as number),

  // TensorFlow.js 4.22 writes whole numbers into a tensor that it calls float32, which then reads as 1.4e-45.
  OneHot: ({ indices }, { depth, onValue, offValue, dtype }) => {
    if (dtype === 'int32') return undefined;
    return tf.tidy(() => {
      const hot = tf.oneHot(indices as tf.Tensor1D, depth as number).toFloat();
      const [on, off] = [onValue as number, offValue as number];
      return tf.cast(hot.mul(on - off).add(off), dtype as tf.DataType);
    });
  },
};

/** The product of matrices in the memory of each wasm backend that was started. */
const products = /* @__PURE__ */ new WeakMap<object, MatMul>();

/** Registers Thaw's wasm kernels over those of TensorFlow.js, once, and loads what they need for the backend that runs. */
export async function completeWasm(): Promise<void> {
  const running = tf.engine().registry['wasm'] as unknown as WasmBackend;
  if (!products.has(running)) {
    const matMul = await loadMatMul(running);
    if (matMul) products.set(running, matMul);
  }
  for (const [kernelName, compute] of Object.entries(wasmKernels)) {
    const original = tf.getKernel(kernelName, 'wasm');
    if (original && mended.has(original.kernelFunc)) continue;
    const kernelFunc: tf.KernelFunc = (parameters) =>
      compute(
        parameters.inputs as unknown as Inputs,
        parameters.attrs as Attributes,
        parameters.backend as unknown as WasmBackend,
      ) ?? original!.kernelFunc(parameters);
    if (original) tf.unregisterKernel(kernelName, 'wasm');
    tf.registerKernel({ ...original, kernelName, backendName: 'wasm', kernelFunc });
    mended.add(kernelFunc);
  }
}

const mended = /* @__PURE__ */ new WeakSet<tf.KernelFunc>();

/** Whether it holds several matrices. */
function isBatched({ shape }: tf.Tensor): boolean {
  return shape.slice(0, -2).some((length) => length !== 1);
}

function swapLast(x: tf.Tensor): tf.Tensor {
  const axes = x.shape.map((_, axis) => axis);
  return x.transpose([...axes.slice(0, -2), x.rank - 1, x.rank - 2]);
}
