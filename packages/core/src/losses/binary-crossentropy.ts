import { ArgumentError, tf } from '@thaw/backend';

import { type Loss, requireSameShape } from './loss.ts';

/**
 * Cross-entropy of yes-or-no targets with logits z, before any sigmoid:
 *
 * mean  y·softplus(−z) + (1 − y)·softplus(z),   softplus(z) = ln(1 + eᶻ)
 *
 * which is −y ln σ(z) − (1 − y) ln(1 − σ(z)) without overflow, and whose gradient is σ(z) − y also at z = 0, where a
 * formula with |z| has none. (Keras's default takes probabilities; here losses
 * always take logits, which is exact and stable.)
 *
 * Shapes: target (0 to 1) and prediction alike, [batch, …] → one number.
 *
 * @throws {ShapeError} when the shapes differ.
 * @throws {ArgumentError} in `train` and `fit`, when a target is not from 0 to 1.
 * @example
 * ```ts
 * import { binaryCrossentropy, tf } from '@thaw/core';
 *
 * binaryCrossentropy(tf.tensor2d([[1]]), tf.tensor2d([[0]])).print(); // ln 2 = 0.6931
 * ```
 */
export const binaryCrossentropy: Loss = /* @__PURE__ */ Object.assign(
  (target: tf.Tensor, prediction: tf.Tensor): tf.Scalar => {
    requireSameShape('binaryCrossentropy', target, prediction);
    const yes = tf.mul(target, tf.softplus(tf.neg(prediction)));
    const no = tf.mul(tf.sub(1, target), tf.softplus(prediction));
    return tf.mean(tf.add(yes, no));
  },
  { checkTarget: requireProbabilities },
);

function requireProbabilities(targets: ArrayLike<number>): void {
  for (let i = 0; i < targets.length; i++) {
    if (targets[i]! >= 0 && targets[i]! <= 1) continue;
    throw new ArgumentError(
      `binaryCrossentropy: target ${targets[i]} at place ${i} is no probability: targets lie from 0 (no) to 1 (yes).`,
    );
  }
}
