import { tf } from '../tfjs.ts';
import type { Gradient } from './gradient.ts';

/**
 * The gradient of the k largest of each row, which TensorFlow.js lacks: each goes back to the place that it came from.
 * The indices are whole numbers, and have none.
 *
 * Shapes: dy [..., k], indices [..., k], x [..., length] → x's.
 */
export const topKGradient: Gradient = {
  inputsToSave: ['x'],
  outputsToSave: [false, true],
  gradFunc: (dy, [x, indices]) => ({
    x: () => {
      const length = x!.shape.at(-1)!;
      const rows = x!.size / length;
      const places = tf.add(
        tf.reshape(indices!, [rows, -1]),
        tf.reshape(tf.range(0, x!.size, length, 'int32'), [rows, 1]),
      );
      const values = tf.reshape((dy as tf.Tensor[])[0]!, [-1]);
      return tf.reshape(tf.scatterND(tf.reshape(places, [-1, 1]), values, [x!.size]), x!.shape);
    },
  }),
};
