import { tf } from '../../tfjs.ts';

/**
 * The gradient in a recurrence's kernel, dU = Σ hₜ₋₁ᵀ·dsₜ, in one product over all steps.
 *
 * Both come from the operation that is the gradient, lest that of second order miss the way to one of them: what the forward pass saved
 * leads nowhere.
 *
 * Shapes: before [time, batch, units], the hidden state that each step began with, dsums [time, batch, gates·units] → [units, gates·units].
 */
export function kernelGradient(before: tf.Tensor, dsums: tf.Tensor): tf.Tensor {
  const rows = (x: tf.Tensor): tf.Tensor2D => tf.reshape(x, [-1, x.shape.at(-1)!]);
  return tf.matMul(rows(before), rows(dsums), true);
}
