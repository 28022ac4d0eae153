import { tf } from '../tfjs.ts';

/**
 * The gradient of a cast: that of the identity where the numbers stay what they are, and zero where they become whole
 * numbers or truth values, which are steps. TensorFlow.js hands the gradient through those too, as if nothing was rounded.
 *
 * @param stock TensorFlow.js's own gradient.
 */
export function castGradient(stock: tf.GradFunc): tf.GradFunc {
  return (dy, saved, attributes) => {
    const { dtype } = attributes as unknown as { dtype: tf.DataType };
    if (dtype !== 'int32' && dtype !== 'bool') return stock(dy, saved, attributes);
    return { x: () => tf.zeros((dy as tf.Tensor).shape) };
  };
}
