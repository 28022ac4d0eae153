import { tf } from '../tfjs.ts';
import type { Gradient } from './gradient.ts';

/**
 * The gradient of repeating a tensor, and so of `broadcastTo`: the sum over all repetitions, one axis after the other.
 * TensorFlow.js cuts out each repetition and adds them one by one, up to rank 4, and has none beyond.
 */
export const tileGradient: Gradient = {
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attributes) => ({
    x: () => {
      const { reps } = attributes as unknown as { reps: number[] };
      let gradient = dy as tf.Tensor;
      for (const [axis, times] of reps.entries()) {
        if (times === 1) continue;
        const { shape } = gradient;
        const repeated = tf.reshape(gradient, [tf.util.sizeFromShape(shape.slice(0, axis)), times, -1]);
        gradient = tf.reshape(tf.sum(repeated, 1), shape.with(axis, x!.shape[axis]!));
      }
      return tf.reshape(gradient, x!.shape);
    },
  }),
};
