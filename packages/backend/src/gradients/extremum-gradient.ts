import { tf } from '../tfjs.ts';
import type { Gradient } from './gradient.ts';

/**
 * The gradient of the largest or the smallest of many numbers. Those that are equal to it share its gradient evenly, as
 * in TensorFlow and PyTorch; TensorFlow.js hands the whole of it to each, so that k equals bring k times what came.
 *
 * @param axesOf the name of the attribute that holds the axes.
 */
export function extremumGradient(axesOf: 'reductionIndices' | 'axis'): Gradient {
  return {
    inputsToSave: ['x'],
    outputsToSave: [true],
    gradFunc: (dy, [x, y], attributes) => ({
      x: () => {
        const axes = tf.util.parseAxisParam(attributes[axesOf] as number[], x!.shape);
        const kept = x!.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
        const winners = tf.cast(tf.equal(x!, tf.reshape(y!, kept)), 'float32');
        const shares = tf.div(tf.reshape(dy as tf.Tensor, kept), tf.sum(winners, axes, true));
        return tf.mul(winners, shares);
      },
    }),
  };
}
