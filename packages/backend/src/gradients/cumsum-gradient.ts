import { tf } from '../tfjs.ts';
import type { Gradient } from './gradient.ts';

/**
 * The gradient of running sums: running sums from the other side. TensorFlow.js turns the axes of its result round, which
 * is an error, or silently wrong where they are equally long, unless the sums run along the last axis.
 */
export const cumsumGradient: Gradient = {
  gradFunc: (dy, _, attributes) => ({
    x: () => {
      const { axis, exclusive, reverse } = attributes as unknown as RunningAttributes;
      const own = tf.util.parseAxisParam(axis, (dy as tf.Tensor).shape)[0]!;
      return tf.cumsum(dy as tf.Tensor, own, exclusive, !reverse);
    },
  }),
};

/** What the kernels of running sums and products are told. */
export interface RunningAttributes {
  axis: number;
  exclusive: boolean;
  reverse: boolean;
}
