import type { tf } from '../tfjs.ts';
import type { Kernels } from '../wasm/kernels.ts';
import { sizeOf } from './broadcast.ts';
import { bytesOf, CopyAxes, stridesOf } from './copy-axes.ts';
import { fill } from './fill.ts';

/**
 * A tensor within a margin of one number: along each axis so many places before and after it.
 *
 * @returns undefined for other kinds than float32, int32 and bool.
 */
export function pad(
  kernels: Kernels,
  x: tf.TensorInfo,
  paddings: readonly (readonly [number, number])[],
  value: number,
): tf.TensorInfo | undefined {
  const bytes = bytesOf(x.dtype);
  if (bytes === 0 || x.shape.length > 6) return undefined;
  const shape = x.shape.map((length, axis) => paddings[axis]![0] + length + paddings[axis]![1]);
  const output = fill(kernels, shape, value, x.dtype)!;
  if (sizeOf(x.shape) === 0) return output;
  const strides = stridesOf(shape);
  let first = 0;
  axes.clear();
  for (let axis = shape.length - 1, next = 1; axis >= 0; axis--) {
    first += paddings[axis]![0] * strides[axis]!;
    axes.add(x.shape[axis]!, next, strides[axis]!);
    next *= x.shape[axis]!;
  }
  axes.copy(kernels, kernels.place(x), kernels.place(output) + bytes * first, bytes);
  return output;
}

const axes = /* @__PURE__ */ new CopyAxes();
