import { tf } from '../tfjs.ts';
import type { Gradient } from './gradient.ts';

/**
 * The gradient of a product of many numbers: dy times the product of all others, from running products of both sides, so
 * that zeros do no harm. TensorFlow.js's own takes no axis counted from the end.
 */
export const prodGradient: Gradient = {
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attributes) => ({
    x: () => {
      const { axis } = attributes as unknown as { axis?: number | number[] };
      const axes = tf.util.parseAxisParam(axis ?? x!.shape.map((_, i) => i), x!.shape);
      const kept = x!.shape.map((_, i) => i).filter((i) => !axes.includes(i));
      const order = [...kept, ...axes];
      const moved = tf.transpose(tf.cast(x!, 'float32'), order);
      const lines = tf.reshape(moved, [-1, tf.util.sizeFromShape(axes.map((i) => x!.shape[i]!))]);
      const others = tf.mul(tf.cumprod(lines, 1, true, false), tf.cumprod(lines, 1, true, true));
      const gradient = tf.mul(others, tf.reshape(dy as tf.Tensor, [-1, 1]));
      return tf.transpose(
        tf.reshape(gradient, moved.shape),
        order.map((_, i) => order.indexOf(i)),
      );
    },
  }),
};
