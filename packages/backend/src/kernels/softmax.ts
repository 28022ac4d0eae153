import type { tf } from '../tfjs.ts';
import type { Kernels } from '../wasm/kernels.ts';
import { sizeOf } from './broadcast.ts';

/**
 * Softmax over the last axis, or its logarithm, the largest number of each row subtracted first.
 *
 * softmax(x)ᵢ = e^(xᵢ − m) / Σⱼ e^(xⱼ − m),  log softmax(x)ᵢ = (xᵢ − m) − ln Σⱼ e^(xⱼ − m),  m = max x
 *
 * A row with NaN or +∞ becomes NaN, as by TensorFlow.js.
 *
 * @returns undefined for what is not float32.
 */
export function softmax(
  kernels: Kernels,
  logits: tf.TensorInfo,
  axis: number,
  logarithm: boolean,
): tf.TensorInfo | undefined {
  const rank = logits.shape.length;
  if (logits.dtype !== 'float32' || rank === 0 || (axis !== -1 && axis !== rank - 1)) return undefined;
  const output = kernels.output(logits.shape);
  const size = sizeOf(logits.shape);
  if (size === 0) return output;
  const columns = logits.shape[rank - 1]!;
  const places = [kernels.place(logits), kernels.place(output)] as const;
  kernels.run.softmax(kernels.control, ...places, size / columns, columns, logarithm ? 1 : 0);
  return output;
}
