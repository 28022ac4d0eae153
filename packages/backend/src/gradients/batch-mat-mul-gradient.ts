import type { tf } from '../tfjs.ts';
import { sumTo } from './sum-to.ts';

/**
 * The gradient of a matrix product. Where one matrix was multiplied with many, each of the many brings it a gradient;
 * TensorFlow.js hands on all of them, in a shape that is not the matrix's, instead of their sum.
 *
 * @param stock TensorFlow.js's own gradient.
 */
export function batchMatMulGradient(stock: tf.GradFunc): tf.GradFunc {
  return (dy, saved, attributes) => {
    const gradients = stock(dy, saved, attributes);
    const [a, b] = saved;
    return { a: () => sumTo(gradients['a']!(), a!.shape), b: () => sumTo(gradients['b']!(), b!.shape) };
  };
}
