import type { tf } from '../tfjs.ts';
import { sumTo } from './sum-to.ts';

/**
 * The gradient of an operation on pairs whose gradient in TensorFlow.js is right for equal shapes only: where one was
 * broadcast over the other, it is summed over the axes of that (maximum, minimum and squaredDifference).
 *
 * @param stock TensorFlow.js's own gradient.
 */
export function broadcastGradient(stock: tf.GradFunc): tf.GradFunc {
  return (dy, saved, attributes) => {
    const gradients = stock(dy, saved, attributes);
    const [a, b] = saved;
    return { a: () => sumTo(gradients['a']!(), a!.shape), b: () => sumTo(gradients['b']!(), b!.shape) };
  };
}
