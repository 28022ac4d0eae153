import { tf } from '../tfjs.ts';
import type { Kernels } from '../wasm/kernels.ts';
import { sizeOf } from './broadcast.ts';
import { bytesOf, CopyAxes } from './copy-axes.ts';

/**
 * Tensors one behind the other along an axis.
 *
 * Shapes: [outer…, nᵢ, inner…] each → [outer…, Σ nᵢ, inner…].
 *
 * @returns undefined for tensors of several kinds, and for other kinds than float32, int32 and bool.
 * @throws {Error} TensorFlow.js's own, for shapes that differ along another axis.
 */
export function concat(
  kernels: Kernels,
  tensors: readonly tf.TensorInfo[],
  axis: number,
): tf.TensorInfo | undefined {
  const { dtype } = tensors[0]!;
  if (bytesOf(dtype) === 0 || tensors.some((tensor) => tensor.dtype !== dtype)) return undefined;
  const along = tf.util.parseAxisParam(axis, tensors[0]!.shape)[0]!;
  const shapes = tensors.map(({ shape }) => shape);
  tf.backend_util.assertParamsConsistent(shapes, along);
  const shape = tf.backend_util.computeOutShape(shapes, along);
  return join(kernels, tensors, along, shape);
}

/**
 * Tensors of one shape side by side along a new axis.
 *
 * @returns undefined for tensors of several kinds or shapes, and for other kinds than float32, int32 and bool.
 */
export function pack(
  kernels: Kernels,
  tensors: readonly tf.TensorInfo[],
  axis: number,
): tf.TensorInfo | undefined {
  const { dtype, shape } = tensors[0]!;
  if (bytesOf(dtype) === 0) return undefined;
  for (const tensor of tensors) {
    if (tensor.dtype !== dtype || tensor.shape.length !== shape.length) return undefined;
    if (tensor.shape.some((length, i) => length !== shape[i])) return undefined;
  }
  const along = axis < 0 ? axis + shape.length + 1 : axis;
  return join(kernels, tensors, along, [...shape.slice(0, along), tensors.length, ...shape.slice(along)]);
}

/** Tensors whose axes from `along` on lie in one run each, run beside run. */
function join(
  kernels: Kernels,
  tensors: readonly tf.TensorInfo[],
  along: number,
  shape: number[],
): tf.TensorInfo {
  const { dtype } = tensors[0]!;
  const output = kernels.output(shape, dtype);
  if (sizeOf(shape) === 0) return output;
  const bytes = bytesOf(dtype);
  const outer = sizeOf(shape.slice(0, along));
  const row = sizeOf(shape) / outer;
  let target = kernels.place(output);
  for (const tensor of tensors) {
    const run = sizeOf(tensor.shape) / outer;
    if (run === 0) continue;
    if (outer === 1 && kernels.lay) kernels.lay(tensor, target);
    else {
      axes.clear().add(run, 1, 1).add(outer, run, row);
      axes.copy(kernels, kernels.place(tensor), target, bytes);
    }
    target += bytes * run;
  }
  return output;
}

/**
 * A tensor cut along an axis into parts of the lengths given, or into as many equal ones as the number says.
 *
 * @returns undefined for other kinds than float32, int32 and bool.
 * @throws {Error} TensorFlow.js's own, for lengths that do not add up.
 */
export function split(
  kernels: Kernels,
  x: tf.TensorInfo,
  lengths: number | number[],
  axis: number,
): tf.TensorInfo[] | undefined {
  if (bytesOf(x.dtype) === 0) return undefined;
  const along = tf.util.parseAxisParam(axis, x.shape)[0]!;
  const parts = tf.backend_util.prepareSplitSize(x as tf.Tensor, lengths, along);
  const shapes = parts.map((length) => x.shape.map((all, i) => (i === along ? length : all)));
  return cut(kernels, x, along, shapes);
}

/**
 * A tensor taken apart along an axis, which is then gone.
 *
 * @returns undefined for other kinds than float32, int32 and bool.
 */
export function unpack(kernels: Kernels, x: tf.TensorInfo, axis: number): tf.TensorInfo[] | undefined {
  if (bytesOf(x.dtype) === 0) return undefined;
  const along = axis < 0 ? axis + x.shape.length : axis;
  const shape = x.shape.filter((_, i) => i !== along);
  return cut(
    kernels,
    x,
    along,
    Array.from({ length: x.shape[along]! }, () => shape),
  );
}

/** Parts of a tensor that lie beside each other along an axis. */
function cut(
  kernels: Kernels,
  x: tf.TensorInfo,
  along: number,
  shapes: readonly number[][],
): tf.TensorInfo[] {
  const bytes = bytesOf(x.dtype);
  const outer = sizeOf(x.shape.slice(0, along));
  const row = sizeOf(x.shape.slice(along));
  const first = kernels.place(x);
  let source = first;
  return shapes.map((shape) => {
    if (outer === 1 && kernels.view) {
      const part = kernels.view(x, source - first, shape);
      source += bytes * sizeOf(shape);
      return part;
    }
    const output = kernels.output(shape, x.dtype);
    const size = sizeOf(shape);
    if (size === 0) return output;
    const run = size / outer;
    axes.clear().add(run, 1, 1).add(outer, row, run);
    axes.copy(kernels, source, kernels.place(output), bytes);
    source += bytes * run;
    return output;
  });
}

const axes = /* @__PURE__ */ new CopyAxes();
