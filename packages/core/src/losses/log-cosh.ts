import { tf } from '@thaw/backend';

import { defineLoss } from './define-loss.ts';
import { type ConfigurableLoss, requireSameShape } from './loss.ts';

/**
 * The logarithm of the hyperbolic cosine of the error e = ŷ − y: near e²/2 for small ones, |e| − ln 2 for large ones, and
 * smooth between.
 *
 * mean ln cosh e  =  mean e + softplus(−2e) − ln 2
 *
 * which overflows nowhere; its gradient is tanh e. What it cannot tell from 0 is below 1e-7.
 *
 * Shapes: target and prediction alike, [batch, …] → one number; a place is a row of the last axis.
 *
 * @throws {ShapeError} when the shapes differ.
 * @example
 * ```ts
 * import { logCosh, tf } from '@thaw/core';
 *
 * logCosh(tf.tensor1d([0]), tf.tensor1d([1])).print(); // ln cosh 1 = 0.4338
 * ```
 */
export const logCosh: ConfigurableLoss = /* @__PURE__ */ defineLoss({
  name: 'logCosh',
  elementwise: true,
  places: (target, prediction) => {
    requireSameShape('logCosh', target, prediction);
    const error = tf.sub(prediction, target);
    return { losses: tf.add(error, tf.sub(tf.softplus(tf.mul(error, -2)), Math.LN2)) };
  },
});
