import { tf } from '@thaw/backend';

/**
 * How far each row is from each center, squared: ‖x − c‖² = ‖x‖² + ‖c‖² − 2·x·c, [rows, width] and [centers, width] →
 * [rows, centers].
 *
 * Both are moved so that the centers lie around zero: far from it, the three terms would be large and their sum lost in float32.
 */
export function squaredDistances(rows: tf.Tensor2D, centers: tf.Tensor2D): tf.Tensor2D {
  const middle = tf.mean(centers, 0);
  const [x, c] = [tf.sub<tf.Tensor2D>(rows, middle), tf.sub<tf.Tensor2D>(centers, middle)];
  const ends = tf.add(tf.sum(tf.square(x), 1, true), tf.sum(tf.square(c), 1));
  const products = tf.matMul(x, c, false, true);
  return tf.relu(tf.sub(ends, tf.mul(products, 2))); // rounding may leave a little below 0
}
