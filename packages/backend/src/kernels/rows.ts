import { tf } from '../tfjs.ts';
import type { Kernels } from '../wasm/kernels.ts';
import { sizeOf } from './broadcast.ts';
import { bytesOf } from './copy-axes.ts';
import { fill, pattern } from './fill.ts';
import { noSuchRow } from './gather.ts';

/**
 * Rows of a tensor along an axis by their numbers; with batches each has numbers of its own. TensorFlow.js's own for wasm reads what is
 * not there where there are batches.
 *
 * Shapes: x [batch…, outer…, rows, inner…], indices [batch…, …], whole numbers → [batch…, outer…, the rest of indices' shape, inner…].
 *
 * @returns undefined for other kinds than float32, int32 and bool.
 * @throws {ArgumentError} when there is no such row.
 * @throws {Error} TensorFlow.js's own, for batches that do not fit.
 */
export function gatherRows(
  kernels: Kernels,
  x: tf.TensorInfo,
  indices: tf.TensorInfo,
  axis: number,
  batchDims: number,
): tf.TensorInfo | undefined {
  const bytes = bytesOf(x.dtype);
  if (bytes === 0 || indices.dtype !== 'int32') return undefined;
  const along = tf.util.parseAxisParam(axis, x.shape)[0]!;
  const collect = tf.backend_util.segment_util.collectGatherOpShapeInfo;
  const plan = collect(x as tf.Tensor, indices as tf.Tensor, along, batchDims);
  const { batchSize, outerSize, dimSize, sliceSize, outputShape } = plan;
  const numbers = sizeOf(indices.shape);
  const { run, control } = kernels;
  const ids = kernels.place(indices);
  const outside = run.findOutside(ids, numbers, dimSize);
  if (outside >= 0) throw noSuchRow(kernels.wholes(ids, numbers)[outside]!, dimSize);
  const output = kernels.output(outputShape, x.dtype);
  if (sizeOf(outputShape) === 0) return output;
  const size = [batchSize, outerSize, dimSize, numbers / batchSize, bytes * sliceSize] as const;
  run.gather(control, kernels.place(x), ids, kernels.place(output), ...size);
  return output;
}

/**
 * Adds up rows by the segment they belong to: out[s, …] = Σ x[i, …] over all i with segmentIds[i] = s; an id below 0 or beyond the last
 * segment adds to none.
 *
 * Shapes: x [rows, …], segmentIds [rows] → [numSegments, …]. The rows are added in their order, so the sum is the same to the bit in
 * every run.
 *
 * @returns undefined for what is not float32.
 */
export function segmentSum(
  kernels: Kernels,
  x: tf.TensorInfo,
  segmentIds: tf.TensorInfo,
  numSegments: number,
): tf.TensorInfo | undefined {
  if (x.dtype !== 'float32' || segmentIds.dtype !== 'int32') return undefined;
  const rows = sizeOf(segmentIds.shape);
  const shape = [numSegments, ...x.shape.slice(1)];
  const width = sizeOf(shape.slice(1));
  if (rows === 0) return fill(kernels, shape, 0, 'float32');
  const output = kernels.output(shape);
  if (numSegments * width === 0) return output;
  const places = [kernels.place(x), kernels.place(segmentIds), kernels.place(output)] as const;
  kernels.run.segmentSum(kernels.control, ...places, rows, width, numSegments);
  return output;
}

/**
 * For each number a row with one value at its place and another at all others; a number that is no place has none.
 *
 * Shapes: indices […], whole numbers → […, depth].
 *
 * @returns undefined for other kinds than float32, int32 and bool.
 */
export function oneHot(
  kernels: Kernels,
  indices: tf.TensorInfo,
  depth: number,
  onValue: number,
  offValue: number,
  dtype: tf.DataType,
): tf.TensorInfo | undefined {
  if (indices.dtype !== 'int32') return undefined;
  const output = fill(kernels, [...indices.shape, depth], offValue, dtype);
  if (!output) return undefined;
  const kind = dtype as 'float32' | 'int32' | 'bool';
  const [ids, target] = [kernels.place(indices), kernels.place(output)];
  kernels.run.mark(ids, target, sizeOf(indices.shape), depth, pattern(onValue, kind), bytesOf(dtype));
  return output;
}
