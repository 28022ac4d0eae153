import type { tf } from '../tfjs.ts';
import type { Kernels } from '../wasm/kernels.ts';
import { sizeOf } from './broadcast.ts';
import { bytesOf, CopyAxes } from './copy-axes.ts';

/**
 * A tensor repeated along its axes: an axis of n places becomes one of reps·n.
 *
 * @returns undefined for other kinds than float32, int32 and bool, and for more axes than the kernel has room for.
 */
export function tile(kernels: Kernels, x: tf.TensorInfo, reps: readonly number[]): tf.TensorInfo | undefined {
  const bytes = bytesOf(x.dtype);
  if (bytes === 0 || x.shape.length > 6) return undefined;
  const shape = x.shape.map((length, axis) => length * reps[axis]!);
  if (sizeOf(shape) === 0) return kernels.output(shape, x.dtype);
  axes.clear();
  let source = 1;
  let target = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = x.shape[axis]!;
    axes.add(length, source, target).add(reps[axis]!, 0, target * length);
    source *= length;
    target *= shape[axis]!;
  }
  if (!axes.fits) return undefined;
  if (axes.isRun) return kernels.share(x, shape);
  const output = kernels.output(shape, x.dtype);
  axes.copy(kernels, kernels.place(x), kernels.place(output), bytes);
  return output;
}

const axes = /* @__PURE__ */ new CopyAxes();
