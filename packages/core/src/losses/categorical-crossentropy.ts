import { tf } from '@thaw/backend';

import { defineLoss } from './define-loss.ts';
import {
  type CategoricalOptions,
  checkCategoricalOptions,
  smoothedDistribution,
  weighClasses,
} from './distribution.ts';
import { type ConfigurableLoss, requireSameShape } from './loss.ts';

/**
 * Cross-entropy of target distributions p (one-hot rows, usually) with logits z, before any softmax:
 *
 * mean over rows of  −Σ p · log softmax(z)
 *
 * Shapes: target and prediction [batch, …, classes] → one number; a place is a row of classes. For whole-number labels use
 * `sparseCategoricalCrossentropy`.
 *
 * @throws {ShapeError} when the shapes differ.
 * @throws {ArgumentError} when there are not as many class weights as classes.
 * @see Bridle 1990, https://doi.org/10.1007/978-3-642-76153-9_28; for labelSmoothing Szegedy et al. 2016, §7,
 * https://arxiv.org/abs/1512.00567
 * @example
 * ```ts
 * import { categoricalCrossentropy, tf } from '@thaw/core';
 *
 * categoricalCrossentropy(tf.tensor2d([[0, 1]]), tf.tensor2d([[0, 0]])).print(); // ln 2 = 0.6931
 * const smooth = categoricalCrossentropy.with({ labelSmoothing: 0.1 }); // learns [0.05, 0.95]
 * smooth(tf.tensor2d([[0, 1]]), tf.tensor2d([[0, 0]])).print(); // ln 2
 * ```
 */
export const categoricalCrossentropy: ConfigurableLoss<CategoricalOptions> =
  /* @__PURE__ */ defineLoss<CategoricalOptions>({
    name: 'categoricalCrossentropy',
    options: ['labelSmoothing', 'classWeight'],
    checkOptions: checkCategoricalOptions,
    places: (target, prediction, { labelSmoothing, classWeight }) => {
      requireSameShape('categoricalCrossentropy', target, prediction);
      const terms = tf.mul(smoothedDistribution(target, labelSmoothing), tf.logSoftmax(prediction));
      return {
        losses: tf.neg(tf.sum(weighClasses('categoricalCrossentropy', terms, classWeight), -1)),
      };
    },
  });
