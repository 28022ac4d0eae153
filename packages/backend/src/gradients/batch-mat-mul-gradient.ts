import { tf } from '../tfjs.ts';

/**
 * The gradient of a matrix product. Where one matrix was multiplied with many, each of the many brings it a gradient;
 * TensorFlow.js hands on all of them, in a shape that is not the matrix's, instead of their sum.
 *
 * @param stock TensorFlow.js's own gradient.
 */
export function batchMatMulGradient(stock: tf.GradFunc): tf.GradFunc {
  return (dy, saved, attributes) => {
    const gradients = stock(dy, saved, attributes);
    const [a, b] = saved;
    return { a: () => sumTo(gradients['a']!(), a!.shape), b: () => sumTo(gradients['b']!(), b!.shape) };
  };
}

/** Sums over the axes along which something of this shape was broadcast. */
function sumTo(gradient: tf.Tensor, shape: readonly number[]): tf.Tensor {
  if (tf.util.arraysEqual(gradient.shape, [...shape])) return gradient;
  const extra = gradient.rank - shape.length;
  const axes = gradient.shape.flatMap((length, axis) => {
    const own = axis < extra ? 1 : shape[axis - extra]!;
    return own === 1 && length !== 1 ? [axis] : [];
  });
  return gradient.sum(axes, true).reshape([...shape]);
}
