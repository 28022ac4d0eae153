import { tf } from '../tfjs.ts';
import { activationNumber } from '../wasm/activation.ts';
import type { Kernels } from '../wasm/kernels.ts';
import type { WasmBackend } from '../wasm/wasm-backend.ts';
import type { ConvolutionAttributes, PoolingAttributes } from './attributes.ts';
import { conv2DBackpropFilter } from './conv2d-backprop-filter.ts';
import { conv2DBackpropInput } from './conv2d-backprop-input.ts';
import {
  conv3DBackpropFilter,
  conv3DBackpropInput,
  type Convolution3DAttributes,
} from './conv3d-backprop.ts';
import { conv3D, conv3DFilterGradient, conv3DInputGradient } from './conv3d.ts';
import { conv2D, conv2DFilterGradient, conv2DInputGradient } from './convolution.ts';
import { copyKernels } from './copy-kernels.ts';
import { depthwiseBackpropFilter, depthwiseBackpropInput } from './depthwise-backprop.ts';
import { depthwiseConv2D, depthwiseFilterGradient, depthwiseInputGradient } from './depthwise.ts';
import { elementwiseKernels } from './elementwise.ts';
import { gather } from './gather.ts';
import type { Attributes, ComposedKernels, Inputs, OwnKernels } from './kernel-table.ts';
import { type Epilogue, matMul } from './matmul.ts';
import { maxPoolGrad } from './max-pool-grad.ts';
import { pool, poolGradient } from './pooling.ts';
import { reductionKernels } from './reduction-kernels.ts';
import { unsortedSegmentSum } from './unsorted-segment-sum.ts';

/** The kernels that run in the memory of the backend, on all threads, where that memory is as we need it. */
const ownKernels: OwnKernels = {
  ...elementwiseKernels,
  ...reductionKernels,
  ...copyKernels,

  BatchMatMul: (kernels, { a, b }, { transposeA, transposeB }) =>
    matMul(kernels, a!, b!, transposeA as boolean, transposeB as boolean),

  _FusedMatMul: (kernels, { a, b, bias, preluActivationWeights }, attributes) => {
    const epilogue = fold(bias, preluActivationWeights, attributes);
    const { transposeA, transposeB } = attributes;
    return epilogue && matMul(kernels, a!, b!, transposeA as boolean, transposeB as boolean, epilogue);
  },

  Conv2D: (kernels, { x, filter }, attributes) => conv2D(kernels, x!, filter!, window(attributes)),

  FusedConv2D: (kernels, { x, filter, bias, preluActivationWeights }, attributes) => {
    const epilogue = fold(bias, preluActivationWeights, attributes);
    return epilogue && conv2D(kernels, x!, filter!, window(attributes), epilogue);
  },

  Conv2DBackpropInput: (kernels, { dy, filter }, attributes) =>
    conv2DInputGradient(kernels, dy!, filter!, window(attributes)),

  Conv2DBackpropFilter: (kernels, { x, dy }, attributes) =>
    conv2DFilterGradient(kernels, x!, dy!, window(attributes)),

  Conv3D: (kernels, { x, filter }, attributes) => conv3D(kernels, x!, filter!, volume(attributes)),

  Conv3DBackpropInputV2: (kernels, { dy, filter }, attributes) =>
    conv3DInputGradient(kernels, dy!, filter!, volume(attributes)),

  Conv3DBackpropFilterV2: (kernels, { x, dy }, attributes) =>
    conv3DFilterGradient(kernels, x!, dy!, volume(attributes)),

  DepthwiseConv2dNative: (kernels, { x, filter }, attributes) =>
    depthwiseConv2D(kernels, x!, filter!, window(attributes)),

  FusedDepthwiseConv2D: (kernels, { x, filter, bias, preluActivationWeights }, attributes) => {
    const epilogue = fold(bias, preluActivationWeights, attributes);
    return epilogue && depthwiseConv2D(kernels, x!, filter!, window(attributes), epilogue);
  },

  DepthwiseConv2dNativeBackpropInput: (kernels, { dy, filter }, attributes) =>
    depthwiseInputGradient(kernels, dy!, filter!, window(attributes)),

  DepthwiseConv2dNativeBackpropFilter: (kernels, { x, dy }, attributes) =>
    depthwiseFilterGradient(kernels, x!, dy!, window(attributes)),

  MaxPool: (kernels, { x }, attributes) => pool(kernels, x!, 'max', pooling(attributes)),
  AvgPool: (kernels, { x }, attributes) => pool(kernels, x!, 'mean', pooling(attributes)),

  MaxPoolGrad: (kernels, { dy, input }, attributes) =>
    poolGradient(kernels, dy!, input!, 'max', pooling(attributes)),

  AvgPoolGrad: (kernels, { dy, input }, attributes) =>
    poolGradient(kernels, dy!, input!, 'mean', pooling(attributes)),
};

/** What is folded into a product or a convolution; undefined where it is not what our kernels fold in. */
function fold(
  bias: tf.Tensor | undefined,
  prelu: tf.Tensor | undefined,
  attributes: Attributes,
): Epilogue | undefined {
  const activation = activationNumber(attributes['activation'] as string | undefined);
  if (activation === undefined || prelu || (bias && bias.rank > 1)) return undefined;
  return { bias, activation, alpha: (attributes['leakyreluAlpha'] as number | undefined) ?? 0 };
}

function pooling(attributes: Attributes): PoolingAttributes {
  return attributes as unknown as PoolingAttributes;
}

function window(attributes: Attributes): ConvolutionAttributes {
  return attributes as unknown as ConvolutionAttributes;
}

function volume(attributes: Attributes): Convolution3DAttributes {
  return attributes as unknown as Convolution3DAttributes;
}

/** The kernels that Thaw makes of TensorFlow.js's own. */
const composedKernels: ComposedKernels = {
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

  // TensorFlow.js 4.22 has both wrong, that in the filter where the strides are more than 1.
  Conv3DBackpropFilterV2: ({ x, dy }, attributes) =>
    conv3DBackpropFilter(x as tf.Tensor5D, dy as tf.Tensor5D, volume(attributes)),
  Conv3DBackpropInputV2: ({ dy, filter }, attributes) =>
    conv3DBackpropInput(dy as tf.Tensor5D, filter as tf.Tensor5D, volume(attributes)),

  // TensorFlow.js 4.22 lacks both.
  DepthwiseConv2dNativeBackpropFilter: ({ x, dy }, attributes) =>
    depthwiseBackpropFilter(x as tf.Tensor4D, dy as tf.Tensor4D, window(attributes)),
  DepthwiseConv2dNativeBackpropInput: ({ dy, filter }, attributes) =>
    depthwiseBackpropInput(dy as tf.Tensor4D, filter as tf.Tensor4D, window(attributes)),

  // TensorFlow.js 4.22 loses the gradient of windows without a positive value.
  MaxPoolGrad: ({ dy, input }, attributes) =>
    maxPoolGrad(dy as tf.Tensor4D, input as tf.Tensor4D, attributes as unknown as PoolingAttributes),

  // TensorFlow.js 4.22 multiplies by a transposed operand in a slow loop: transposing first is faster.
  BatchMatMul: ({ a, b }, { transposeA, transposeB }) => {
    if ((!transposeA && !transposeB) || isBatched(a!) || isBatched(b!)) return undefined;
    return tf.tidy(() => tf.matMul(transposeA ? swapLast(a!) : a!, transposeB ? swapLast(b!) : b!));
  },

  // TensorFlow.js 4.22 copies the numbers, which nothing ever changes; its reshape shares them, as its cpu backend does.
  Identity: ({ x }, _attributes, backend) => {
    if (x!.dtype === 'string') return undefined;
    backend.incRef(x!.dataId);
    return { dataId: x!.dataId, shape: x!.shape, dtype: x!.dtype };
  },

  // TensorFlow.js 4.22 finds the place of each number anew.
  GatherV2: ({ x, indices }, { axis, batchDims }, backend) =>
    gather(x!, indices!, axis as number, batchDims as number, backend),

  // TensorFlow.js 4.22 lacks it, so that no embedding learns.
  UnsortedSegmentSum: ({ x, segmentIds }, { numSegments }) =>
    unsortedSegmentSum(x!, segmentIds as tf.Tensor1D, numSegments as number),

  // TensorFlow.js 4.22 lacks it.
  LogSoftmax: ({ logits }, { axis }) => tf.tidy(() => tf.logSoftmax(logits!, axis as number)),

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

/**
 * Registers Thaw's wasm kernels over those of TensorFlow.js.
 *
 * @param kernels those in the memory of the backend, or undefined where there are none.
 */
export function registerWasmKernels(kernels: Kernels | undefined): void {
  const names = new Set([...Object.keys(composedKernels), ...Object.keys(ownKernels)]);
  for (const kernelName of names) {
    const registered = tf.getKernel(kernelName, 'wasm');
    const stock = registered && (stockKernels.get(registered.kernelFunc) ?? registered);
    const [own, composed] = [kernels && ownKernels[kernelName], composedKernels[kernelName]];
    const kernelFunc: tf.KernelFunc = (parameters) => {
      const inputs = parameters.inputs as unknown as Inputs;
      const attributes = parameters.attrs as Attributes;
      const backend = parameters.backend as WasmBackend;
      return (
        own?.(backend.kernels ?? kernels!, inputs, attributes) ??
        composed?.(inputs, attributes, backend) ??
        stock!.kernelFunc(parameters)
      );
    };
    if (registered) tf.unregisterKernel(kernelName, 'wasm');
    tf.registerKernel({ ...stock, kernelName, backendName: 'wasm', kernelFunc });
    if (stock) stockKernels.set(kernelFunc, stock);
  }
}

/** What each kernel of ours stands before. */
const stockKernels = /* @__PURE__ */ new WeakMap<tf.KernelFunc, tf.KernelConfig>();

/** Whether it holds several matrices. */
function isBatched({ shape }: tf.Tensor): boolean {
  return shape.slice(0, -2).some((length) => length !== 1);
}

function swapLast(x: tf.Tensor): tf.Tensor {
  const axes = x.shape.map((_, axis) => axis);
  return x.transpose([...axes.slice(0, -2), x.rank - 1, x.rank - 2]);
}
