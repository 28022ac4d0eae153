import { currentDevice } from '../../device/device.ts';
import { tf } from '../../tfjs.ts';
import { mixedProductKernel } from '../mixed-product.ts';
import { planProduct, type ProductPlan } from '../plan-product.ts';
import { productKernel, tile } from '../product-kernel.ts';
import { type Compute, runStock, viewed } from '../stock-kernels.ts';
import type { WebGPUBackend } from '../webgpu-backend.ts';
import { reduction } from './reduce.ts';

/**
 * Products of matrices that TensorFlow.js gets wrong on WebGPU: long inner dimensions (from 2,000 on, with an output of few
 * tiles), which it adds up by atomics, so that the last bits differ from run to run, and which with a transposed second
 * matrix of fitting shape are wrong altogether; batches broadcast against each other; no inner dimension, more than 65,535
 * matrices. Other products stay with TensorFlow.js, whose kernels suit them, but for those in the mixed precision that was asked for.
 */
export const batchMatMul: Compute = ({ a, b }, { transposeA, transposeB }, backend) => {
  const plan = planProduct(a!.shape, b!.shape, transposeA === true, transposeB === true);
  if (a!.dtype !== 'float32' || b!.dtype !== 'float32' || !isOurs(plan, backend)) return undefined;
  return product(a!, b!, plan, backend);
};

/** The same with a bias and an activation: where the product is ours, they are computed after it. */
export const fusedMatMul: Compute = (inputs, attributes, backend) => {
  const { a, b, bias, preluActivationWeights } = inputs;
  const { transposeA, transposeB, activation, leakyreluAlpha } = attributes;
  const plan = planProduct(a!.shape, b!.shape, transposeA === true, transposeB === true);
  if (a!.dtype !== 'float32' || b!.dtype !== 'float32' || !isOurs(plan, backend)) return undefined;
  return tf.tidy(() => {
    let y = tf.matMul(a as tf.Tensor, b as tf.Tensor, transposeA === true, transposeB === true);
    if (bias) y = y.add(bias as tf.Tensor);
    if (activation === 'prelu') return y.prelu(preluActivationWeights as tf.Tensor);
    if (activation === 'leakyrelu') return y.leakyRelu(leakyreluAlpha as number);
    const kernelName = activations[(activation as string | undefined) ?? 'linear'];
    return kernelName ? tf.engine().runKernel<tf.Tensor>(kernelName, { x: y }) : y;
  });
};

const activations: Record<string, string | undefined> = {
  relu: 'Relu',
  relu6: 'Relu6',
  elu: 'Elu',
  sigmoid: 'Sigmoid',
};

/**
 * A convolution that TensorFlow.js computes as one product of matrices does not pass by `batchMatMul`. Where its inner
 * dimension is long enough to be added up by atomics, TensorFlow.js is told that no output is small.
 */
export function withoutAtomics(kernelName: 'Conv2D' | 'FusedConv2D'): Compute {
  return (inputs, attributes, backend) => {
    const [height, width, channels] = inputs['filter']!.shape as [number, number, number];
    if (height * width * channels < longInner) return undefined;
    const threshold = backend.thresholdToIncreaseWorkgroups;
    backend.thresholdToIncreaseWorkgroups = 0;
    try {
      return runStock(kernelName, inputs, attributes, backend);
    } finally {
      backend.thresholdToIncreaseWorkgroups = threshold;
    }
  };
}

/** From this inner dimension on TensorFlow.js may add up by atomics. */
const longInner = 2000;

function isOurs(plan: ProductPlan, backend: WebGPUBackend): boolean {
  return isMixed(plan) || isWrong(plan, backend);
}

/** Whether it is asked for, and the product fills enough of a tile to gain by it. */
function isMixed({ m, n, k }: ProductPlan): boolean {
  return currentDevice()?.precision === 'mixed_float16' && m >= 16 && n >= 16 && k >= 32;
}

function isWrong({ m, n, k, batch, even }: ProductPlan, backend: WebGPUBackend): boolean {
  if (!even || k === 0 || batch > backend.device.limits.maxComputeWorkgroupsPerDimension) return true;
  if (k < longInner || batch > 1) return false;
  const tiles = Math.ceil(m / tile) * Math.ceil(n / tile);
  return tiles <= 2 * backend.thresholdToIncreaseWorkgroups && m * n > 128;
}

/** How much of a long inner dimension one workgroup adds up. */
const split = 256;

function product(
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  plan: ProductPlan,
  backend: WebGPUBackend,
): tf.TensorInfo {
  const { m, n, k, batch, shape } = plan;
  const size = batch * m * n;
  const rows = Math.ceil(m / tile);
  const columns = Math.ceil(n / tile);
  const parts = k >= longInner && batch * rows * columns < 256 ? Math.ceil(k / split) : 1;
  const y = backend.makeTensorInfo([parts, size], 'float32', size === 0 ? new Float32Array(0) : undefined);
  if (size > 0) {
    const uniforms: Record<string, number> = { m, n, k, batch, rows, columns, parts };
    uniforms['part'] = parts === 1 ? k : split;
    Object.assign(uniforms, plan.strides);
    plan.axes.forEach(({ length, strideA, strideB }, i) => {
      uniforms[`length${i}`] = length;
      uniforms[`batchA${i}`] = strideA;
      uniforms[`batchB${i}`] = strideB;
    });
    // Small matrices leave most of a tile empty.
    const tiled = parts > 1 || (k > 16 && (m * n > 64 || k > 256));
    const workgroups = tiled ? batch * rows * columns * parts : Math.ceil(size / 64);
    const { features } = backend.device;
    const kernel = isMixed(plan)
      ? mixedProductKernel(plan.axes.length, {
          f16: features.has('shader-f16'),
          subgroups: features.has('subgroups'),
        })
      : productKernel(plan.axes.length, tiled);
    kernel(backend, { a, b, y }, uniforms, workgroups);
  }
  if (parts === 1) return viewed(y, shape);
  const sum = sumOfParts({ x: y }, { axis: 0, keepDims: false }, backend) as tf.TensorInfo;
  backend.disposeData(y.dataId);
  return viewed(sum, shape);
}

const sumOfParts = /* @__PURE__ */ reduction('Sum');
