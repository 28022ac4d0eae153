import { tf } from '../tfjs.ts';
import type { RunningAttributes } from './cumsum-gradient.ts';
import type { Gradient } from './gradient.ts';
import { asLines, spreadLines } from '../kernels/lines.ts';

/**
 * The gradient of running products, which TensorFlow.js lacks.
 *
 * dx_j = (Π_{k<j} x_k) · s_j,   s_j = dy_j + x_{j+1} · s_{j+1}
 *
 * The recurrence runs over distances 1, 2, 4, …, so a line of n numbers takes log₂ n steps; nothing is divided, so it is
 * right where a number is zero. Exclusive products have dy_{j+1} in the place of dy_j; reversed ones are turned round.
 */
export const cumprodGradient: Gradient = {
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attributes) => ({
    x: () => {
      const { axis, exclusive, reverse } = attributes as unknown as RunningAttributes;
      const turn = (lines: tf.Tensor3D): tf.Tensor3D => (reverse ? tf.reverse(lines, 1) : lines);
      const numbers = turn(asLines(tf.cast(x!, 'float32'), axis));
      const gradient = turn(asLines(dy as tf.Tensor, axis));
      const before = tf.cumprod(numbers, 1, true, false);
      const after = gather(numbers, exclusive ? ahead(gradient, 1) : gradient);
      return tf.reshape(turn(tf.mul(before, after)), x!.shape);
    },
  }),
};

/** s_j = g_j + x_{j+1} · s_{j+1}, by doubling the distance over which s is known. */
function gather(x: tf.Tensor3D, g: tf.Tensor3D): tf.Tensor3D {
  let [factor, sum] = [ahead(x, 1), g];
  for (let distance = 1; distance < x.shape[1]; distance *= 2) {
    sum = tf.add(sum, tf.mul(factor, ahead(sum, distance)));
    factor = tf.mul(factor, ahead(factor, distance));
  }
  return sum;
}

/** What stands some places on, and zero beyond the end. */
function ahead(x: tf.Tensor3D, distance: number): tf.Tensor3D {
  const [before, length, after] = x.shape;
  const rest = tf.slice(x, [0, distance, 0], [before, length - distance, after]);
  return spreadLines(rest, 0, 1, length);
}
