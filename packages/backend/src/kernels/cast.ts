import type { tf } from '../tfjs.ts';
import type { Kernels } from '../wasm/kernels.ts';
import { sizeOf } from './broadcast.ts';

/** The kinds of numbers, as assembly/cast.as has them. */
const kinds: Partial<Record<tf.DataType, number>> = { float32: 0, int32: 1, bool: 2 };

/**
 * Numbers as another kind: towards 0 as int32, 0 or 1 as bool. TensorFlow.js's own for wasm writes 256 and 0.5 as 0 when they become
 * truth values. Numbers that stay what they are, are shared.
 *
 * @returns undefined for other kinds than float32, int32 and bool.
 */
export function cast(kernels: Kernels, x: tf.TensorInfo, dtype: tf.DataType): tf.TensorInfo | undefined {
  const from = kinds[x.dtype];
  const to = kinds[dtype];
  if (from === undefined || to === undefined) return undefined;
  if (from === to) return kernels.share(x, x.shape);
  const output = kernels.output(x.shape, dtype);
  const count = sizeOf(x.shape);
  if (count > 0) kernels.run.cast(kernels.control, from, to, kernels.place(x), kernels.place(output), count);
  return output;
}
