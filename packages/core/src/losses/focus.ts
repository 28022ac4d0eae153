import { tf } from '@thaw/backend';

/** wrong^gamma, with a gradient that is finite also where nothing is wrong and gamma is below 1. */
export function focus(wrong: tf.Tensor, gamma: number): tf.Tensor {
  return tf.pow(tf.maximum(wrong, 1e-30), gamma);
}
