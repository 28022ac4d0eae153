import { tf } from '@thaw/backend';

import { type Loss, requireSameShape } from './loss.ts';

/**
 * Cross-entropy of target distributions p (one-hot rows, usually) with logits z, before any softmax:
 *
 * mean over rows of  −Σ p · log softmax(z)
 *
 * Shapes: target and prediction [batch, …, classes] → one number. For whole-number labels use
 * `sparseCategoricalCrossentropy`.
 *
 * @throws {ShapeError} when the shapes differ.
 * @example
 * ```ts
 * import { categoricalCrossentropy, tf } from '@thaw/core';
 *
 * categoricalCrossentropy(tf.tensor2d([[0, 1]]), tf.tensor2d([[0, 0]])).print(); // ln 2 = 0.6931
 * ```
 */
export const categoricalCrossentropy: Loss = (target, prediction) => {
  requireSameShape('categoricalCrossentropy', target, prediction);
  return tf.neg(tf.mean(tf.sum(tf.mul(target, tf.logSoftmax(prediction)), -1)));
};
