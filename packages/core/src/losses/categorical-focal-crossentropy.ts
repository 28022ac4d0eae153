import { tf } from '@thaw/backend';

import { requireWithin } from './check-numbers.ts';
import { defineLoss } from './define-loss.ts';
import {
  type CategoricalOptions,
  checkCategoricalOptions,
  smoothedDistribution,
  weighClasses,
} from './distribution.ts';
import { focus } from './focus.ts';
import { type ConfigurableLoss, requireSameShape } from './loss.ts';

/** Options of `categoricalFocalCrossentropy.with`. */
export interface CategoricalFocalOptions extends CategoricalOptions {
  /** How strongly what is right already is passed over; 0 is cross-entropy. @defaultValue 2 */
  readonly gamma?: number;
}

/**
 * The focal loss of target distributions p over classes, with q = softmax(z):
 *
 * mean over rows of  −Σ p · (1 − q)^gamma · ln q
 *
 * The paper's α is `classWeight`; by default nothing is weighed (Keras multiplies by 0.25).
 *
 * Shapes: target and prediction (logits z) [batch, …, classes] → one number; a place is a row of classes.
 *
 * @throws {ShapeError} when the shapes differ.
 * @throws {ArgumentError} when there are not as many class weights as classes.
 * @see Lin et al. 2017, https://arxiv.org/abs/1708.02002
 * @example
 * ```ts
 * import { categoricalFocalCrossentropy, tf } from '@thaw/core';
 *
 * categoricalFocalCrossentropy(tf.tensor2d([[0, 1]]), tf.tensor2d([[0, 0]])).print(); // 0.5² · ln 2 = 0.1733
 * ```
 */
export const categoricalFocalCrossentropy: ConfigurableLoss<CategoricalFocalOptions> =
  /* @__PURE__ */ defineLoss<CategoricalFocalOptions>({
    name: 'categoricalFocalCrossentropy',
    options: ['gamma', 'labelSmoothing', 'classWeight'],
    checkOptions: (owner, options) => {
      requireWithin(owner, 'gamma', options.gamma, 0);
      checkCategoricalOptions(owner, options);
    },
    places: (target, prediction, { gamma = 2, labelSmoothing, classWeight }) => {
      requireSameShape('categoricalFocalCrossentropy', target, prediction);
      const wrong = tf.sub(1, tf.softmax(prediction));
      const terms = tf.mul(smoothedDistribution(target, labelSmoothing), tf.logSoftmax(prediction));
      const focused = tf.mul(focus(wrong, gamma), terms);
      return {
        losses: tf.neg(tf.sum(weighClasses('categoricalFocalCrossentropy', focused, classWeight), -1)),
      };
    },
  });
