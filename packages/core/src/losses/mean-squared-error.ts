import { tf } from '@thaw/backend';

import { defineLoss } from './define-loss.ts';
import { type ConfigurableLoss, requireSameShape } from './loss.ts';

/**
 * Mean squared error: mean (y − ŷ)².
 *
 * Shapes: target and prediction alike, [batch, …] → one number; a place is a row of the last axis.
 *
 * @throws {ShapeError} when the shapes differ.
 * @example
 * ```ts
 * import { meanSquaredError, tf } from '@thaw/core';
 *
 * meanSquaredError(tf.tensor2d([[1], [2]]), tf.tensor2d([[1], [4]])).print(); // 2
 * meanSquaredError.with({ reduction: 'none' })(tf.tensor1d([1, 2]), tf.tensor1d([1, 4])).print(); // [0, 4]
 * ```
 */
export const meanSquaredError: ConfigurableLoss = /* @__PURE__ */ defineLoss({
  name: 'meanSquaredError',
  elementwise: true,
  places: (target, prediction) => {
    requireSameShape('meanSquaredError', target, prediction);
    return { losses: tf.square(tf.sub(prediction, target)) };
  },
});
