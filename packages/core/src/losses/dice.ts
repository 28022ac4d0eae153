import { tf } from '@thaw/backend';

import { requirePositive } from './check-numbers.ts';
import { defineLoss } from './define-loss.ts';
import { type ConfigurableLoss, type LossOptions, requireSameShape } from './loss.ts';
import { requireProbabilities } from './probabilities.ts';

/** Options of `dice.with`. */
export interface DiceOptions extends LossOptions {
  /** Added above and below, so that an empty mask met by an empty prediction is right. @defaultValue 1e-7 */
  readonly smooth?: number;
}

/**
 * The Dice loss of masks: by how much target and prediction q = σ(z) fail to overlap, however small the thing is in its picture.
 *
 * mean over rows of  1 − (2·Σ y·q + smooth) / (Σ y + Σ q + smooth)
 *
 * with sums over all axes of a row. (Keras takes probabilities and sums over the whole batch.)
 *
 * Shapes: target (0 to 1) and prediction (logits z) alike, [batch, …] → one number; a place is a row of the batch.
 *
 * @throws {ShapeError} when the shapes differ.
 * @throws {ArgumentError} in `train` and `fit`, when a target is not from 0 to 1.
 * @see Milletari et al. 2016, https://arxiv.org/abs/1606.04797
 * @example
 * ```ts
 * import { dice, tf } from '@thaw/core';
 *
 * dice(tf.tensor2d([[1, 1, 0, 0]]), tf.tensor2d([[99, -99, 99, -99]])).print(); // 1 − 2·1/(2 + 2) = 0.5
 * ```
 */
export const dice: ConfigurableLoss<DiceOptions> = /* @__PURE__ */ defineLoss<DiceOptions>({
  name: 'dice',
  options: ['smooth'],
  checkOptions: (owner, { smooth }) => requirePositive(owner, 'smooth', smooth),
  places: (target, prediction, { smooth = 1e-7 }) => {
    requireSameShape('dice', target, prediction);
    const rows = prediction.shape[0] ?? 1;
    const y = tf.reshape(target, [rows, -1]);
    const q = tf.reshape(tf.sigmoid(prediction), [rows, -1]);
    const overlap = tf.add(tf.mul(tf.sum(tf.mul(y, q), 1), 2), smooth);
    return { losses: tf.sub(1, tf.div(overlap, tf.add(tf.sum(tf.add(y, q), 1), smooth))) };
  },
  checkTarget: (targets) => requireProbabilities('dice', targets),
});
