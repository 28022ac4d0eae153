import { tf } from '@thaw/backend';

import { defineLoss } from './define-loss.ts';
import { type ConfigurableLoss, requireSameShape } from './loss.ts';

/**
 * Mean absolute error: mean |y − ŷ|. Its gradient is a sign, and 0 where prediction and target are equal.
 *
 * Shapes: target and prediction alike, [batch, …] → one number; a place is a row of the last axis.
 *
 * @throws {ShapeError} when the shapes differ.
 * @example
 * ```ts
 * import { meanAbsoluteError, tf } from '@thaw/core';
 *
 * meanAbsoluteError(tf.tensor2d([[1], [2]]), tf.tensor2d([[1], [4]])).print(); // 1
 * ```
 */
export const meanAbsoluteError: ConfigurableLoss = /* @__PURE__ */ defineLoss({
  name: 'meanAbsoluteError',
  elementwise: true,
  places: (target, prediction) => {
    requireSameShape('meanAbsoluteError', target, prediction);
    const error = tf.sub(prediction, target);
    return { losses: tf.mul(error, tf.sign(error)) }; // the gradient of tf.abs at 0 is −1
  },
});
