import { tf } from '@thaw/backend';

import { requirePositive } from './check-numbers.ts';
import { defineLoss } from './define-loss.ts';
import { type ConfigurableLoss, type LossOptions, requireSameShape } from './loss.ts';

/** Options of `huber.with`. */
export interface HuberOptions extends LossOptions {
  /** The error from which on the loss grows in a straight line. @defaultValue 1 */
  readonly delta?: number;
}

/**
 * Huber's loss, a square near 0 and a line far from it, so that no outlier rules the fit. With e = ŷ − y and c = e clipped to
 * ±delta it is
 *
 * mean c·(e − c/2)   =   e²/2 where |e| ≤ delta,   delta·(|e| − delta/2) beyond
 *
 * Shapes: target and prediction alike, [batch, …] → one number; a place is a row of the last axis.
 *
 * @throws {ShapeError} when the shapes differ.
 * @see Huber 1964, https://doi.org/10.1214/aoms/1177703732
 * @example
 * ```ts
 * import { huber, tf } from '@thaw/core';
 *
 * huber(tf.tensor1d([0, 0]), tf.tensor1d([1, 3])).print(); // (0.5 + 2.5)/2 = 1.5
 * huber.with({ delta: 2 })(tf.tensor1d([0, 0]), tf.tensor1d([1, 3])).print(); // (0.5 + 4)/2 = 2.25
 * ```
 */
export const huber: ConfigurableLoss<HuberOptions> = /* @__PURE__ */ defineLoss<HuberOptions>({
  name: 'huber',
  options: ['delta'],
  checkOptions: (owner, { delta }) => requirePositive(owner, 'delta', delta),
  elementwise: true,
  places: (target, prediction, { delta = 1 }) => {
    requireSameShape('huber', target, prediction);
    const error = tf.sub(prediction, target);
    const near = tf.clipByValue(error, -delta, delta);
    return { losses: tf.mul(near, tf.sub(error, tf.mul(near, 0.5))) };
  },
});
