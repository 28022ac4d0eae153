import { tf } from '../tfjs.ts';
import type { Gradient } from './gradient.ts';

/** The gradient of a diagonal matrix, which TensorFlow.js lacks: the diagonal of what came, in the shape of x. */
export const diagGradient: Gradient = {
  inputsToSave: ['x'],
  gradFunc: (dy, [x]) => ({
    x: () => {
      const square = tf.reshape(dy as tf.Tensor, [x!.size, x!.size]);
      return tf.reshape(tf.sum(tf.mul(square, tf.eye(x!.size)), 1), x!.shape);
    },
  }),
};
