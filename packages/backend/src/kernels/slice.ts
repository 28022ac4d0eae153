import { tf } from '../tfjs.ts';
import type { Kernels } from '../wasm/kernels.ts';
import { sameShape, sizeOf } from './broadcast.ts';
import { bytesOf, CopyAxes, stridesOf } from './copy-axes.ts';

/**
 * A part of a tensor: along each axis `size` places from `begin` on. TensorFlow.js's own for wasm first copies the whole tensor for each
 * part, so that a sequence taken apart step by step costs the square of its length.
 *
 * @returns undefined for other kinds than float32, int32 and bool.
 * @throws {Error} TensorFlow.js's own, for a part that is not within the tensor.
 */
export function slice(
  kernels: Kernels,
  x: tf.TensorInfo,
  begin: number | readonly number[],
  size: number | readonly number[] | undefined,
): tf.TensorInfo | undefined {
  if (bytesOf(x.dtype) === 0) return undefined;
  const parts = tf.slice_util.parseSliceParams(x as tf.Tensor, begin as number[], size as number[]);
  const [from, lengths] = parts as [number[], number[]];
  tf.slice_util.assertParamsValid(x, from, lengths);
  return part(kernels, x, from, lengths, undefined, lengths);
}

/** How TensorFlow.js describes a part with strides. */
export interface StridedSlice {
  readonly begin: number[];
  readonly end: number[];
  readonly strides: number[];
  readonly beginMask: number;
  readonly endMask: number;
  readonly ellipsisMask: number;
  readonly newAxisMask: number;
  readonly shrinkAxisMask: number;
}

/**
 * A part of a tensor that takes every `strides`-th place, backwards where that is negative. TensorFlow.js's own for wasm calls what it
 * took of whole numbers float32.
 *
 * @returns undefined for other kinds than float32, int32 and bool.
 */
export function stridedSlice(
  kernels: Kernels,
  x: tf.TensorInfo,
  attributes: StridedSlice,
): tf.TensorInfo | undefined {
  if (bytesOf(x.dtype) === 0) return undefined;
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attributes;
  const masks = [beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask] as const;
  const info = tf.slice_util.sliceInfo(x.shape, begin, end, strides, ...masks);
  if (info.isIdentity) return kernels.share(x, info.finalShape);
  const sizes = tf.slice_util.computeOutShape(info.begin, info.end, info.strides);
  for (let axis = 0; axis < sizes.length; axis++) sizes[axis] = Math.max(0, sizes[axis]!);
  return part(kernels, x, info.begin, sizes, info.strides, info.finalShape);
}

/** Numbers of x from `begin` on, `steps` places apart along each axis, as a tensor of the shape given. */
function part(
  kernels: Kernels,
  x: tf.TensorInfo,
  begin: readonly number[],
  sizes: readonly number[],
  steps: readonly number[] | undefined,
  shape: readonly number[],
): tf.TensorInfo | undefined {
  if (sizeOf(sizes) === 0) return kernels.output(shape, x.dtype);
  if (!steps && sameShape(sizes, x.shape)) return kernels.share(x, shape);
  const bytes = bytesOf(x.dtype);
  const strides = stridesOf(x.shape);
  let first = 0;
  axes.clear();
  for (let axis = sizes.length - 1, next = 1; axis >= 0; axis--) {
    const stride = strides[axis]!;
    first += begin[axis]! * stride;
    axes.add(sizes[axis]!, stride * (steps?.[axis] ?? 1), next);
    next *= sizes[axis]!;
  }
  if (!axes.fits) return undefined;
  if (axes.isRun && kernels.view) return kernels.view(x, bytes * first, shape);
  const output = kernels.output(shape, x.dtype);
  axes.copy(kernels, kernels.place(x) + bytes * first, kernels.place(output), bytes);
  return output;
}

/**
 * A tensor with the order of places reversed along some axes.
 *
 * @returns undefined for other kinds than float32, int32 and bool.
 */
export function reverse(
  kernels: Kernels,
  x: tf.TensorInfo,
  dims: number | readonly number[],
): tf.TensorInfo | undefined {
  if (bytesOf(x.dtype) === 0) return undefined;
  const turned = tf.util.parseAxisParam(dims as number[], x.shape);
  const begin = x.shape.map((length, axis) => (turned.includes(axis) ? length - 1 : 0));
  const steps = x.shape.map((_, axis) => (turned.includes(axis) ? -1 : 1));
  return part(kernels, x, begin, x.shape, steps, x.shape);
}

const axes = /* @__PURE__ */ new CopyAxes();
