import { tf } from '../tfjs.ts';
import type { Gradient } from './gradient.ts';

/**
 * The gradient of |x|: dy · sign(x), so zero at zero. TensorFlow.js takes −1 there, so that a penalty Σ|w| drives away
 * each weight that it has brought to zero.
 */
export const absGradient: Gradient = {
  inputsToSave: ['x'],
  gradFunc: (dy, [x]) => ({ x: () => tf.mul(dy as tf.Tensor, tf.sign(tf.cast(x!, 'float32'))) }),
};
