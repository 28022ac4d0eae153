import { tf } from '@thaw/backend';

/** Rows of the last axis at length 1: x / √max(Σ x², 1e-12), so that a row of zeros stays one. */
export function normalized(rows: tf.Tensor): tf.Tensor {
  const squares = tf.sum(tf.square(rows), -1, true);
  return tf.mul(rows, tf.rsqrt(tf.maximum(squares, 1e-12)));
}
