import { tf } from '@thaw/backend';

import { defineLoss } from './define-loss.ts';
import { type ConfigurableLoss, requireSameShape } from './loss.ts';
import { normalized } from './normalized.ts';

/**
 * The cosine of the angle between target and prediction, negated so that less is better: −1 where they point the same
 * way, 0 at right angles, 1 where they oppose.
 *
 * mean over rows of  −Σ y·ŷ / (‖y‖·‖ŷ‖)
 *
 * A row of zeros has no direction: its loss and gradient are 0.
 *
 * Shapes: target and prediction alike, [batch, …, units] → one number; a place is a row of the last axis.
 *
 * @throws {ShapeError} when the shapes differ.
 * @example
 * ```ts
 * import { cosineSimilarity, tf } from '@thaw/core';
 *
 * cosineSimilarity(tf.tensor2d([[3, 4]]), tf.tensor2d([[1, 0]])).print(); // -0.6
 * ```
 */
export const cosineSimilarity: ConfigurableLoss = /* @__PURE__ */ defineLoss({
  name: 'cosineSimilarity',
  places: (target, prediction) => {
    requireSameShape('cosineSimilarity', target, prediction);
    return { losses: tf.neg(tf.sum(tf.mul(normalized(target), normalized(prediction)), -1)) };
  },
});
