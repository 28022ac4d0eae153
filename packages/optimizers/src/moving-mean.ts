import { tf } from '@thaw/backend';

/** Goes a part of the way to a value, as a mean does that forgets: m ← m + part·(value − m). Returns m. */
export function moveTowards(mean: tf.Variable, value: tf.Tensor, part: number | tf.Tensor): tf.Variable {
  mean.assign(tf.add(mean, tf.mul(tf.sub(value, mean), part)));
  return mean;
}

/** Moves a weight: w ← w − decay·w − step. */
export function moveBy(variable: tf.Variable, step: tf.Tensor, decay: tf.Tensor | 0): void {
  const kept = decay === 0 ? variable : tf.sub(variable, tf.mul(variable, decay));
  variable.assign(tf.sub(kept, step));
}

/** The length of a tensor as a vector, √Σ x², as one number on the device. */
export function norm(tensor: tf.Tensor): tf.Tensor {
  return tf.sqrt(tf.sum(tf.square(tensor)));
}
