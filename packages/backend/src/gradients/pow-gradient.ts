import { tf } from '../tfjs.ts';

/**
 * The gradient of a power. a⁰ is 1 for every a, so its gradient in a is zero; TensorFlow.js computes 0 · a⁻¹, which is NaN
 * where a is zero.
 *
 * @param stock TensorFlow.js's own gradient.
 */
export function powGradient(stock: tf.GradFunc): tf.GradFunc {
  return (dy, saved, attributes) => {
    const [a, b, y] = saved;
    // Where the exponent is zero, zero to the power of one stands in: its gradient is finite, and dy is none there.
    const still = tf.equal(b!, 0);
    const exponent = tf.where(still, tf.onesLike(b!), b!);
    const come = tf.where(still, tf.zerosLike(dy as tf.Tensor), dy as tf.Tensor);
    return {
      a: () => stock(come, [a!, exponent, y!], attributes)['a']!(),
      b: () => stock(dy, saved, attributes)['b']!(),
    };
  };
}
