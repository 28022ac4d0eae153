import { ArgumentError } from '../errors.ts';
import { tf } from '../tfjs.ts';
import type { WasmBackend } from '../wasm/wasm-backend.ts';

/**
 * Rows of a tensor by their numbers, row by row; TensorFlow.js's own for wasm finds the place of each number anew.
 *
 * Shapes: x [rows, …], indices […], whole numbers → indices' shape, then […].
 *
 * @returns undefined for strings, batches and other axes than the first, which are left to TensorFlow.js.
 * @throws {ArgumentError} when there is no such row.
 */
export function gather(
  x: tf.TensorInfo,
  indices: tf.TensorInfo,
  axis: number,
  batchDims: number,
  backend: WasmBackend,
): tf.TensorInfo | undefined {
  if (axis !== 0 || batchDims !== 0 || x.dtype === 'string' || indices.dtype !== 'int32') return undefined;
  const rows = x.shape[0]!;
  const output = backend.makeOutput([...indices.shape, ...x.shape.slice(1)], x.dtype);
  const source = backend.typedArrayFromHeap(x);
  const target = backend.typedArrayFromHeap(output);
  const ids = backend.typedArrayFromHeap(indices);
  const width = tf.util.sizeFromShape(x.shape.slice(1));
  for (let i = 0, place = 0; i < ids.length; i++, place += width) {
    const row = ids[i]!;
    if (row < 0 || row >= rows) throw noSuchRow(row, rows);
    target.set(source.subarray(row * width, (row + 1) * width), place);
  }
  return output;
}

export function noSuchRow(row: number, rows: number): ArgumentError {
  return new ArgumentError(`gather: there is no row ${row} in a tensor of ${rows} rows, counted from 0.`);
}
