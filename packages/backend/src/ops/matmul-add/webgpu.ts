import { tf } from '../../tfjs.ts';
import type { GpuKernel } from '../gpu-kernel.ts';

/**
 * TensorFlow.js's fused product takes any bias that broadcasts, so also one that is as large as the product. With a bias of columns
 * besides it is two dispatches, as by the reference.
 */
export const matMulAddWebGPU: GpuKernel = ({ a, b, addend, bias }, attributes, backend) => {
  if (bias || addend!.rank > 3) return undefined;
  const inputs = { a: a!, b: b!, bias: addend! };
  const attrs = { ...attributes, activation: 'linear' } as unknown as tf.NamedAttrMap;
  return tf.getKernel('_FusedMatMul', 'webgpu').kernelFunc({ inputs, attrs, backend }) as tf.TensorInfo;
};
