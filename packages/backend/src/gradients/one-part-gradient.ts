import type { tf } from '../tfjs.ts';

/**
 * The gradient of taking a tensor apart into a list. TensorFlow.js hands over the gradient of a list of one bare, and its own function
 * then finds no list to put together.
 */
export const onePartGradient =
  (stock: tf.GradFunc): tf.GradFunc =>
  (dy, saved, attributes) =>
    stock([dy].flat(), saved, attributes);
