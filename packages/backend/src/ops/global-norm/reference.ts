import { tf } from '../../tfjs.ts';

export function globalNormReference(tensors: readonly tf.Tensor[]): tf.Tensor {
  return tf.sqrt(sumOfAll(tensors.map((tensor) => tf.square(tensor))));
}

/** The sum of all numbers of all tensors. Those that are empty are left out, since WebGPU has no buffer for what they sum to. */
export function sumOfAll(tensors: readonly tf.Tensor[]): tf.Tensor {
  const sums = tensors.filter(({ size }) => size > 0).map((tensor) => tf.sum(tensor));
  return sums.length === 0 ? tf.scalar(0) : tf.sum(tf.stack(sums));
}

export function clipReference(norm: tf.Tensor, tensors: readonly tf.Tensor[], maximum: number): tf.Tensor[] {
  const factor = tf.div(maximum, tf.add(excess(norm, maximum), maximum));
  return tensors.map((tensor) => tf.mul(tensor, factor));
}

/** How far the norm is above the maximum, else 0. */
export function excess(norm: tf.Tensor, maximum: number): tf.Tensor {
  return tf.relu(tf.sub(norm, maximum));
}
