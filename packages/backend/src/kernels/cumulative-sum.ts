import { tf } from '../tfjs.ts';
import type { Kernels } from '../wasm/kernels.ts';
import { sizeOf } from './broadcast.ts';

/**
 * At each place of an axis the sum of all numbers up to it: with it, or without where it is exclusive; from the last place on in reverse.
 *
 * @returns undefined for what is not float32.
 */
export function cumulativeSum(
  kernels: Kernels,
  x: tf.TensorInfo,
  axis: number,
  exclusive: boolean,
  reverse: boolean,
): tf.TensorInfo | undefined {
  if (x.dtype !== 'float32' || x.shape.length === 0) return undefined;
  const along = tf.util.parseAxisParam(axis, x.shape)[0]!;
  const output = kernels.output(x.shape);
  if (sizeOf(x.shape) === 0) return output;
  const outer = sizeOf(x.shape.slice(0, along));
  const inner = sizeOf(x.shape.slice(along + 1));
  const places = [kernels.place(x), kernels.place(output)] as const;
  const size = [outer, x.shape[along]!, inner] as const;
  kernels.run.cumulative(kernels.control, ...places, ...size, exclusive ? 1 : 0, reverse ? 1 : 0);
  return output;
}
