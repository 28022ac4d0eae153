import { tf } from '../tfjs.ts';
import type { Gradient } from './gradient.ts';
import { asLines, spreadLines } from '../kernels/lines.ts';

/**
 * The gradient of padding with mirrored numbers: the border's gradient is folded back onto what was mirrored.
 * TensorFlow.js cuts the border off, as if it held constants.
 */
export const mirrorPadGradient: Gradient = {
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attributes) => ({
    x: () => {
      const { paddings, mode } = attributes as unknown as Attributes;
      const apart = mode === 'reflect' ? 1 : 0; // whether the edge itself is left out of its mirror image
      let gradient = dy as tf.Tensor;
      for (const [axis, [before, after]] of paddings.entries()) {
        if (before === 0 && after === 0) continue;
        const length = x!.shape[axis]!;
        const lines = asLines(gradient, axis);
        const part = (begin: number, count: number): tf.Tensor3D =>
          tf.slice(lines, [0, begin, 0], [lines.shape[0], count, lines.shape[2]]);
        const mirrored = (begin: number, count: number, to: number): tf.Tensor3D =>
          spreadLines(tf.reverse(part(begin, count), 1), to, 1, length);
        let sum = part(before, length);
        if (before > 0) sum = tf.add(sum, mirrored(0, before, apart));
        if (after > 0) sum = tf.add(sum, mirrored(before + length, after, length - after - apart));
        gradient = tf.reshape(sum, gradient.shape.with(axis, length));
      }
      return gradient;
    },
  }),
};

interface Attributes {
  paddings: [number, number][];
  mode: 'reflect' | 'symmetric';
}
