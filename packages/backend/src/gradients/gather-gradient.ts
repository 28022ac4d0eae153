import { tf } from '../tfjs.ts';
import type { Gradient } from './gradient.ts';

/**
 * The gradient of gathering: what came is added up where it was taken from. TensorFlow.js's own knows no more than one
 * axis of batches, and hands the indices themselves on as their gradient, which is an error where they came from the same
 * numbers (the largest of each row, say).
 *
 * Shapes: x [...batch, ...outer, length, ...inner], indices [...batch, ...places],
 * dy [...batch, ...outer, ...places, ...inner] → x's.
 */
export const gatherGradient: Gradient = {
  inputsToSave: ['x', 'indices'],
  gradFunc: (dy, [x, indices], attributes) => ({
    x: () => gradientOfRows(dy as tf.Tensor, x!, indices!, attributes as unknown as Attributes),
    indices: () => tf.zeros(indices!.shape),
  }),
};

interface Attributes {
  axis: number;
  batchDims: number;
}

function gradientOfRows(
  dy: tf.Tensor,
  x: tf.Tensor,
  indices: tf.Tensor,
  { axis, batchDims }: Attributes,
): tf.Tensor {
  const own = tf.util.parseAxisParam(axis, x.shape)[0]!;
  const size = tf.util.sizeFromShape;
  const batch = size(x.shape.slice(0, batchDims));
  const outer = size(x.shape.slice(batchDims, own));
  const inner = size(x.shape.slice(own + 1));
  const length = x.shape[own]!;
  const places = indices.size / batch;
  const ids = tf.reshape(indices, [batch, places]);
  const begins = tf.reshape(tf.range(0, batch * length, length, 'int32'), [batch, 1]);
  const rows = batch === 1 ? ids : tf.add(ids, begins); // in a table of all batches
  const values = tf.reshape(
    outer === 1 ? dy : tf.transpose(tf.reshape(dy, [batch, outer, places, inner]), [0, 2, 1, 3]),
    [batch * places, outer * inner],
  );
  const table = tf.unsortedSegmentSum(values, tf.reshape(rows, [-1]) as tf.Tensor1D, batch * length);
  if (outer === 1) return tf.reshape(table, x.shape);
  return tf.reshape(tf.transpose(tf.reshape(table, [batch, length, outer, inner]), [0, 2, 1, 3]), x.shape);
}
