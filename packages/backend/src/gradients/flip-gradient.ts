import { tf } from '../tfjs.ts';
import type { Gradient } from './gradient.ts';

/** The gradient of an image flipped from left to right, which TensorFlow.js lacks: what came, flipped back. */
export const flipGradient: Gradient = {
  gradFunc: (dy) => ({ image: () => tf.reverse(dy as tf.Tensor, 2) }),
};
