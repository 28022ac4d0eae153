import { tf } from '../tfjs.ts';
import type { Gradient } from './gradient.ts';

/**
 * The gradient of `where`: each of the two gets what came where it was chosen and zero elsewhere, the condition none.
 * TensorFlow.js multiplies by 0 and 1, so that an infinite gradient becomes NaN where it was not chosen.
 */
export const selectGradient: Gradient = {
  inputsToSave: ['condition'],
  gradFunc: (dy, [condition]) => {
    const [gradient, chosen] = [dy as tf.Tensor, condition as tf.Tensor];
    const nothing = tf.zerosLike(gradient);
    return {
      condition: () => tf.zeros(chosen.shape),
      t: () => tf.where(chosen, gradient, nothing),
      e: () => tf.where(chosen, nothing, gradient),
    };
  },
};
