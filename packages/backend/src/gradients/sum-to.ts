import { tf } from '../tfjs.ts';

/** Sums a gradient over the axes along which something of this shape was broadcast. */
export function sumTo(gradient: tf.Tensor, shape: readonly number[]): tf.Tensor {
  if (tf.util.arraysEqual(gradient.shape, [...shape])) return gradient;
  const extra = gradient.rank - shape.length;
  const axes = gradient.shape.flatMap((length, axis) => {
    const own = axis < extra ? 1 : shape[axis - extra]!;
    return own === 1 && length !== 1 ? [axis] : [];
  });
  return gradient.sum(axes, true).reshape([...shape]);
}
