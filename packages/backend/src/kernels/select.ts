import type { tf } from '../tfjs.ts';
import type { Kernels } from '../wasm/kernels.ts';
import { sizeOf } from './broadcast.ts';

/**
 * Numbers of `yes` where the condition holds, of `no` elsewhere.
 *
 * Shapes: condition, yes and no alike; or a condition [rows] over yes and no [rows, …], which says it for whole rows.
 *
 * TensorFlow.js's own for wasm takes truth values for numbers of four bytes, and writes beyond their end.
 *
 * @returns undefined for tensors of different kinds, and for other kinds than float32, int32 and bool.
 */
export function select(
  kernels: Kernels,
  condition: tf.TensorInfo,
  yes: tf.TensorInfo,
  no: tf.TensorInfo,
): tf.TensorInfo | undefined {
  if (condition.dtype !== 'bool' || yes.dtype !== no.dtype) return undefined;
  if (yes.dtype !== 'float32' && yes.dtype !== 'int32' && yes.dtype !== 'bool') return undefined;
  const count = sizeOf(condition.shape);
  const width = condition.shape.length === 1 && yes.shape.length > 1 ? sizeOf(yes.shape.slice(1)) : 1;
  const size = sizeOf(yes.shape);
  if (count * width !== size || sizeOf(no.shape) !== size) return undefined;
  const output = kernels.output(yes.shape, yes.dtype);
  if (size === 0) return output;
  const { run, control } = kernels;
  const places = [
    kernels.place(condition),
    kernels.place(yes),
    kernels.place(no),
    kernels.place(output),
  ] as const;
  run.select(control, ...places, count, width, yes.dtype === 'bool' ? 1 : 4);
  return output;
}
