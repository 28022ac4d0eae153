import { tf } from '../tfjs.ts';

/**
 * Gathering with axes of batches in common, as rows of one table of all batches. TensorFlow.js's own for wasm takes the rows
 * of all batches from the first, and reads beyond its memory.
 *
 * Shapes: x [...batch, ...outer, length, ...inner], indices [...batch, ...places] → [...batch, ...outer, ...places, ...inner].
 *
 * @returns undefined without batches.
 */
export function gatherBatches(
  x: tf.Tensor,
  indices: tf.Tensor,
  axis: number,
  batchDims: number,
): tf.Tensor | undefined {
  const own = tf.util.parseAxisParam(axis, x.shape)[0]!;
  const common = batchDims < 0 ? batchDims + indices.rank : batchDims;
  if (common === 0) return undefined;
  const size = tf.util.sizeFromShape;
  const [batch, outer] = [size(x.shape.slice(0, common)), size(x.shape.slice(common, own))];
  const [length, inner] = [x.shape[own]!, size(x.shape.slice(own + 1))];
  const places = indices.size / batch;
  return tf.tidy(() => {
    const table = outer === 1 ? x : tf.transpose(tf.reshape(x, [batch, outer, length, inner]), [0, 2, 1, 3]);
    const begins = tf.reshape(tf.range(0, batch * length, length, 'int32'), [batch, 1]);
    const rows = tf.add(tf.reshape(indices, [batch, places]), begins);
    const found = tf.gather(
      tf.reshape(table, [batch * length, outer * inner]),
      tf.reshape(rows, [-1]) as tf.Tensor1D,
    );
    const ordered =
      outer === 1 ? found : tf.transpose(tf.reshape(found, [batch, places, outer, inner]), [0, 2, 1, 3]);
    return tf.reshape(ordered, [
      ...x.shape.slice(0, own),
      ...indices.shape.slice(common),
      ...x.shape.slice(own + 1),
    ]);
  });
}
