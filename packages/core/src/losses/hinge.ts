import { ArgumentError, tf } from '@thaw/backend';

import { defineLoss } from './define-loss.ts';
import { type ConfigurableLoss, requireSameShape } from './loss.ts';

/**
 * The hinge loss of support vector machines: mean max(0, 1 − y·ŷ), for targets −1 and 1.
 *
 * (Keras takes 0 and 1 for −1 and 1 too, by a look at the targets; within a step nothing here is looked at.)
 *
 * Shapes: target and prediction alike, [batch, …] → one number; a place is a row of the last axis.
 *
 * @throws {ShapeError} when the shapes differ.
 * @throws {ArgumentError} in `train` and `fit`, when a target is neither −1 nor 1.
 * @see Cortes and Vapnik 1995, https://doi.org/10.1007/BF00994018
 * @example
 * ```ts
 * import { hinge, tf } from '@thaw/core';
 *
 * hinge(tf.tensor1d([1, -1]), tf.tensor1d([0.5, 0.5])).print(); // (0.5 + 1.5)/2 = 1
 * ```
 */
export const hinge: ConfigurableLoss = /* @__PURE__ */ ofMargin('hinge', (margin) =>
  tf.relu(tf.sub(1, margin)),
);

/**
 * The squared hinge loss: mean max(0, 1 − y·ŷ)², for targets −1 and 1. Unlike the hinge it is smooth.
 *
 * Shapes: target and prediction alike, [batch, …] → one number; a place is a row of the last axis.
 *
 * @throws {ShapeError} when the shapes differ.
 * @throws {ArgumentError} in `train` and `fit`, when a target is neither −1 nor 1.
 * @see Tang 2013, https://arxiv.org/abs/1306.0239
 * @example
 * ```ts
 * import { squaredHinge, tf } from '@thaw/core';
 *
 * squaredHinge(tf.tensor1d([1, -1]), tf.tensor1d([0.5, 0.5])).print(); // (0.25 + 2.25)/2 = 1.25
 * ```
 */
export const squaredHinge: ConfigurableLoss = /* @__PURE__ */ ofMargin('squaredHinge', (margin) =>
  tf.square(tf.relu(tf.sub(1, margin))),
);

/**
 * The perceptron criterion: mean max(0, −y·ŷ), for targets −1 and 1. Only what lies on the wrong side counts, and how far.
 *
 * At ŷ = 0 its gradient is −y, as on the wrong side: the perceptron's rule changes there too, and weights of zero could
 * not begin to learn otherwise.
 *
 * Shapes: target and prediction alike, [batch, …] → one number; a place is a row of the last axis.
 *
 * @throws {ShapeError} when the shapes differ.
 * @throws {ArgumentError} in `train` and `fit`, when a target is neither −1 nor 1.
 * @see Rosenblatt 1958, https://doi.org/10.1037/h0042519
 * @example
 * ```ts
 * import { perceptronCriterion, tf } from '@thaw/core';
 *
 * perceptronCriterion(tf.tensor1d([1, -1]), tf.tensor1d([0.5, 0.5])).print(); // (0 + 0.5)/2 = 0.25
 * ```
 */
export const perceptronCriterion: ConfigurableLoss = /* @__PURE__ */ ofMargin(
  'perceptronCriterion',
  (margin) => tf.maximum(tf.neg(margin), 0), // of equals the first has the gradient
);

/** The mean of a function of y·ŷ, which is above 0 on the right side. */
function ofMargin(name: string, lossOf: (margin: tf.Tensor) => tf.Tensor): ConfigurableLoss {
  return defineLoss({
    name,
    elementwise: true,
    places: (target, prediction) => {
      requireSameShape(name, target, prediction);
      return { losses: lossOf(tf.mul(target, prediction)) };
    },
    checkTarget: (targets) => requireSigns(name, targets),
  });
}

function requireSigns(owner: string, targets: ArrayLike<number>): void {
  for (let i = 0; i < targets.length; i++) {
    if (targets[i] === 1 || targets[i] === -1) continue;
    throw new ArgumentError(
      `${owner}: target ${targets[i]} at place ${i} is neither -1 nor 1; of targets 0 and 1 make 2·y − 1.`,
    );
  }
}
