import { tf } from '../tfjs.ts';

/**
 * Adds up rows by the segment they belong to, which TensorFlow.js's wasm backend lacks: without it no gradient reaches
 * what was gathered, an embedding's table.
 *
 * out[s, …] = Σ x[i, …] over all i with segmentIds[i] = s; an id below 0 or beyond the last segment adds to none.
 *
 * Shapes: x [rows, …], segmentIds [rows] → [numSegments, …]. The rows are added in their order, so the sum is the same
 * to the bit in every run.
 */
export function unsortedSegmentSum(x: tf.Tensor, segmentIds: tf.Tensor1D, numSegments: number): tf.Tensor {
  const rows = segmentIds.size;
  const width = rows === 0 ? 0 : x.size / rows;
  const [values, ids] = [x.dataSync(), segmentIds.dataSync()];
  const shape = [numSegments, ...x.shape.slice(1)];
  const out = x.dtype === 'int32' ? new Int32Array(product(shape)) : new Float32Array(product(shape));
  for (let row = 0; row < rows; row++) {
    const segment = ids[row]!;
    if (segment < 0 || segment >= numSegments) continue;
    for (let i = 0, from = row * width, to = segment * width; i < width; i++)
      out[to + i]! += values[from + i]!;
  }
  return tf.tensor(out, shape, x.dtype);
}

function product(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}
