import { tf } from '../../tfjs.ts';
import type { Compute } from '../stock-kernels.ts';
import { stridedCopy } from '../strided-copy.ts';
import type { WebGPUBackend } from '../webgpu-backend.ts';

/**
 * Reorders axes. Of int32 and bool TensorFlow.js builds a valid kernel only where a matrix is turned, and that one takes whole numbers
 * through float32, which loses those beyond 2^24; its own stays for float32 of up to rank 6.
 */
export const transpose: Compute = ({ x }, { perm }, backend) => {
  const { dtype, shape } = x!;
  if (dtype === 'string' || dtype === 'complex64') return undefined;
  if (dtype === 'float32' && shape.length <= 6) return undefined;
  return transposed(x!, perm as number[], backend);
};

/** A new tensor whose axis i is axis `permutation[i]` of x, of any rank and type. */
export function transposed(
  x: tf.TensorInfo,
  permutation: readonly number[],
  backend: WebGPUBackend,
): tf.TensorInfo {
  const strides = [...tf.util.computeStrides(x.shape), 1];
  const shape = permutation.map((axis) => x.shape[axis]!);
  return stridedCopy(x, { shape, begin: 0, strides: permutation.map((axis) => strides[axis]!) }, backend);
}
