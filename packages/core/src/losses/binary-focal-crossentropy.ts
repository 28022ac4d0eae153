import { tf } from '@thaw/backend';

import { requireWithin } from './check-numbers.ts';
import { defineLoss } from './define-loss.ts';
import { focus } from './focus.ts';
import { type ConfigurableLoss, requireSameShape } from './loss.ts';
import { requireProbabilities } from './probabilities.ts';
import { binaryLosses, type BinaryOptions, checkBinaryOptions, smoothedBinary } from './yes-or-no.ts';

/** Options of `binaryFocalCrossentropy.with`. */
export interface BinaryFocalOptions extends BinaryOptions {
  /** How strongly what is right already is passed over; 0 is cross-entropy. @defaultValue 2 */
  readonly gamma?: number;
}

/**
 * The focal loss of yes-or-no targets: cross-entropy times the part that is still wrong, to the power gamma, so that many easy
 * places do not outweigh the few hard ones.
 *
 * mean  (y·σ(−z) + (1 − y)·σ(z))^gamma · (y·softplus(−z) + (1 − y)·softplus(z))
 *
 * The paper's α is `classWeight: [1 − α, α]`; by default nothing is weighed, as in Keras.
 *
 * Shapes: target (0 to 1) and prediction (logits z) alike, [batch, …] → one number; a place is a row of the last axis.
 *
 * @throws {ShapeError} when the shapes differ.
 * @throws {ArgumentError} in `train` and `fit`, when a target is not from 0 to 1.
 * @see Lin et al. 2017, https://arxiv.org/abs/1708.02002
 * @example
 * ```ts
 * import { binaryFocalCrossentropy, tf } from '@thaw/core';
 *
 * binaryFocalCrossentropy(tf.tensor1d([1]), tf.tensor1d([0])).print(); // 0.5² · ln 2 = 0.1733
 * ```
 */
export const binaryFocalCrossentropy: ConfigurableLoss<BinaryFocalOptions> =
  /* @__PURE__ */ defineLoss<BinaryFocalOptions>({
    name: 'binaryFocalCrossentropy',
    options: ['gamma', 'labelSmoothing', 'classWeight'],
    checkOptions: (owner, options) => {
      requireWithin(owner, 'gamma', options.gamma, 0);
      checkBinaryOptions(owner, options);
    },
    elementwise: true,
    places: (target, prediction, { gamma = 2, labelSmoothing, classWeight }) => {
      requireSameShape('binaryFocalCrossentropy', target, prediction);
      const y = smoothedBinary(target, labelSmoothing);
      const wrong = tf.add(
        tf.mul(y, tf.sigmoid(tf.neg(prediction))),
        tf.mul(tf.sub(1, y), tf.sigmoid(prediction)),
      );
      return { losses: tf.mul(focus(wrong, gamma), binaryLosses(y, prediction, classWeight)) };
    },
    checkTarget: (targets) => requireProbabilities('binaryFocalCrossentropy', targets),
  });
