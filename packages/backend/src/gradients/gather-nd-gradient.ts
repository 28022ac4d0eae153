import { tf } from '../tfjs.ts';
import type { Gradient } from './gradient.ts';

/**
 * The gradient of gathering at places of several axes, which TensorFlow.js lacks: what came is added up where it was
 * taken from, in the order of the places, so that it is the same to the bit in every run.
 *
 * Shapes: params [...axes, ...rest], indices [...places, depth], dy [...places, ...rest] → params's.
 */
export const gatherNdGradient: Gradient = {
  inputsToSave: ['params', 'indices'],
  gradFunc: (dy, [params, indices]) => ({
    params: () => {
      const { shape } = params!;
      const depth = indices!.shape.at(-1)!;
      const strides = shape.slice(0, depth).map((_, axis) => product(shape.slice(axis + 1, depth)));
      const places = tf.sum(tf.mul(indices!, tf.tensor1d(strides, 'int32')), -1);
      const count = product(shape.slice(0, depth));
      const rows = tf.reshape(dy as tf.Tensor, [places.size, product(shape.slice(depth))]);
      return tf.reshape(
        tf.unsortedSegmentSum(rows, tf.reshape(tf.cast(places, 'int32'), [-1]) as tf.Tensor1D, count),
        shape,
      );
    },
    indices: () => tf.zeros(indices!.shape),
  }),
};

function product(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}
