import { tf } from '../tfjs.ts';

/**
 * Weighted counts of whole numbers, row by row, as a product with a table of ones and zeros. TensorFlow.js's own for webgpu
 * counts all rows into each other where there are several.
 *
 * Shapes: x and weights [rows, numbers] → [rows, bins].
 *
 * @returns undefined for one row, no weights, or where only presence is noted, which are left to TensorFlow.js.
 */
export function denseBincount(
  x: tf.Tensor,
  weights: tf.Tensor,
  bins: number,
  binaryOutput: boolean,
): tf.Tensor | undefined {
  if (x.rank !== 2 || weights.size === 0 || binaryOutput) return undefined;
  const [rows, count] = x.shape as [number, number];
  return tf.tidy(() => {
    const hot = tf.cast(tf.oneHot(x as tf.Tensor2D, bins), 'float32');
    return tf.reshape(tf.matMul(tf.reshape(weights, [rows, 1, count]), hot), [rows, bins]);
  });
}
