import { tf } from '@thaw/backend';

/** A mean that forgets: m ← m + (1 − keep)·(value − m), which is keep·m + (1 − keep)·value. Returns m. */
export function movingMean(mean: tf.Variable, value: tf.Tensor, keep: number): tf.Variable {
  mean.assign(tf.add(mean, tf.mul(tf.sub(value, mean), 1 - keep)));
  return mean;
}

/** Moves a weight: w ← w − decay·w − step. */
export function moveBy(variable: tf.Variable, step: tf.Tensor, decay: number): void {
  const kept = decay === 0 ? variable : tf.sub(variable, tf.mul(variable, decay));
  variable.assign(tf.sub(kept, step));
}

/** The length of a tensor as a vector, √Σ x², as one number on the device. */
export function norm(tensor: tf.Tensor): tf.Tensor {
  return tf.sqrt(tf.sum(tf.square(tensor)));
}
