import { tf } from '@thaw/backend';

import { type Loss, requireSameShape } from './loss.ts';

/**
 * Mean squared error: mean (y − ŷ)².
 *
 * Shapes: target and prediction alike, [batch, …] → one number.
 *
 * @throws {ShapeError} when the shapes differ.
 * @example
 * ```ts
 * import { meanSquaredError, tf } from '@thaw/core';
 *
 * meanSquaredError(tf.tensor2d([[1], [2]]), tf.tensor2d([[1], [4]])).print(); // 2
 * ```
 */
export const meanSquaredError: Loss = (target, prediction) => {
  requireSameShape('meanSquaredError', target, prediction);
  return tf.mean(tf.square(tf.sub(prediction, target)));
};
