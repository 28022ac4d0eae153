import { ArgumentError, tf } from '@thaw/backend';

import { defineLoss } from './define-loss.ts';
import { type ConfigurableLoss, requireSameShape } from './loss.ts';

/**
 * The negative logarithm of the Poisson distribution's probability of counts y at the rates eᶻ, without ln y!, which does
 * not depend on z:
 *
 * mean eᶻ − y·z
 *
 * The predictions are logarithms of rates (PyTorch's `log_input`; Keras takes rates, of which ln is this z), as losses here
 * take what stands before the last curve. Above z = 60 the exponential goes on as its tangent, so that values and
 * gradients stay finite.
 *
 * Shapes: target and prediction alike, [batch, …] → one number; a place is a row of the last axis.
 *
 * @throws {ShapeError} when the shapes differ.
 * @throws {ArgumentError} in `train` and `fit`, when a target is below 0.
 * @example
 * ```ts
 * import { poisson, tf } from '@thaw/core';
 *
 * poisson(tf.tensor1d([2]), tf.tensor1d([0])).print(); // e⁰ − 2·0 = 1
 * ```
 */
export const poisson: ConfigurableLoss = /* @__PURE__ */ defineLoss({
  name: 'poisson',
  elementwise: true,
  places: (target, prediction) => {
    requireSameShape('poisson', target, prediction);
    const curved = tf.minimum(prediction, LAST_CURVED);
    const rate = tf.mul(tf.exp(curved), tf.add(tf.sub(prediction, curved), 1));
    return { losses: tf.sub(rate, tf.mul(target, prediction)) };
  },
  checkTarget: (targets) => {
    for (let i = 0; i < targets.length; i++) {
      if (targets[i]! >= 0) continue;
      throw new ArgumentError(
        `poisson: target ${targets[i]} at place ${i} is no count: targets are numbers from 0 on.`,
      );
    }
  },
});

/** e⁶⁰ ≈ 1e26: a tangent from there on is finite in float32 up to 1e12. */
const LAST_CURVED = 60;
