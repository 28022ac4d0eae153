import type { tf } from '../tfjs.ts';
import type { Kernels } from '../wasm/kernels.ts';
import { bytesOf, CopyAxes, stridesOf } from './copy-axes.ts';
import { sizeOf } from './broadcast.ts';

/**
 * A tensor with its axes in another order: output axis i is axis perm[i]. Where that moves no number, the numbers are shared.
 *
 * @returns undefined for other kinds than float32, int32 and bool.
 */
export function transpose(
  kernels: Kernels,
  x: tf.TensorInfo,
  perm: readonly number[],
): tf.TensorInfo | undefined {
  const bytes = bytesOf(x.dtype);
  if (bytes === 0) return undefined;
  const shape: number[] = [];
  for (let axis = 0; axis < perm.length; axis++) shape.push(x.shape[perm[axis]!]!);
  if (sizeOf(shape) === 0) return kernels.output(shape, x.dtype);
  const strides = stridesOf(x.shape);
  axes.clear();
  for (let axis = perm.length - 1, next = 1; axis >= 0; axis--) {
    axes.add(shape[axis]!, strides[perm[axis]!]!, next);
    next *= shape[axis]!;
  }
  if (axes.isRun) return kernels.share(x, shape);
  if (!axes.fits) return undefined;
  const output = kernels.output(shape, x.dtype);
  axes.copy(kernels, kernels.place(x), kernels.place(output), bytes);
  return output;
}

const axes = /* @__PURE__ */ new CopyAxes();
