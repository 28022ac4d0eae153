import { tf } from '../tfjs.ts';
import type { Gradient } from './gradient.ts';
import { asLines, spreadLines } from '../kernels/lines.ts';

/**
 * The gradient of a slice with strides, which TensorFlow.js lacks: what came is set apart by the stride, turned round
 * where that is negative, and put back where it was taken from, with zeros around.
 */
export const stridedSliceGradient: Gradient = {
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attributes) => ({
    x: () => {
      const given = attributes as unknown as Attributes;
      const { begin, end, strides } = tf.slice_util.sliceInfo(
        x!.shape,
        given.begin,
        given.end,
        given.strides,
        given.beginMask,
        given.endMask,
        given.ellipsisMask,
        given.newAxisMask,
        given.shrinkAxisMask,
      );
      let shape = tf.slice_util.computeOutShape(begin, end, strides);
      let gradient = tf.reshape(dy as tf.Tensor, shape);
      for (const [axis, length] of x!.shape.entries()) {
        const [count, stride] = [shape[axis]!, strides[axis]!];
        if (count === length && stride === 1) continue;
        const lines = asLines(gradient, axis);
        const first = stride > 0 ? begin[axis]! : begin[axis]! + (count - 1) * stride;
        const ahead = stride > 0 ? lines : tf.reverse(lines, 1);
        shape = shape.with(axis, length);
        const apart = count === 0 ? tf.zeros(shape) : spreadLines(ahead, first, Math.abs(stride), length);
        gradient = tf.reshape(apart, shape);
      }
      return gradient;
    },
  }),
};

interface Attributes {
  begin: number[];
  end: number[];
  strides: number[];
  beginMask: number;
  endMask: number;
  ellipsisMask: number;
  newAxisMask: number;
  shrinkAxisMask: number;
}
