import { tf } from '../tfjs.ts';
import type { Gradient } from './gradient.ts';

/**
 * The gradient of weighted counts in its weights, which TensorFlow.js lacks: each weight gets what came to its bin. A
 * number beyond the last bin was counted nowhere and gets nothing; so does each where only presence was noted.
 *
 * Shapes: x and weights [numbers] or [rows, numbers], dy [bins] or [rows, bins].
 */
export const denseBincountGradient: Gradient = {
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attributes) => ({
    x: () => tf.zeros(x!.shape),
    weights: () => {
      const { size, binaryOutput } = attributes as unknown as { size: number; binaryOutput: boolean };
      if (binaryOutput) return tf.zeros(x!.shape);
      const bins = tf.minimum(x!, tf.scalar(size - 1, 'int32')) as tf.Tensor1D;
      const batchDims = x!.rank - 1;
      const come = tf.gather(dy as tf.Tensor, bins, batchDims, batchDims);
      return tf.where(tf.less(x!, size), come, tf.zerosLike(come));
    },
  }),
};
