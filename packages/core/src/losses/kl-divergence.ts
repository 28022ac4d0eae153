import { tf } from '@thaw/backend';

import { defineLoss } from './define-loss.ts';
import { type ConfigurableLoss, requireSameShape } from './loss.ts';
import { requireProbabilities } from './probabilities.ts';

/**
 * The Kullback-Leibler divergence of a target distribution p from q = softmax(z), for logits z:
 *
 * mean over rows of  Σ p · (ln p − ln q)
 *
 * where 0·ln 0 is 0. It is cross-entropy less the entropy of p, so its gradient is the same and its least value 0. (Keras
 * takes probabilities q; their logarithms are logits.)
 *
 * Shapes: target and prediction [batch, …, classes] → one number; a place is a row of classes.
 *
 * @throws {ShapeError} when the shapes differ.
 * @throws {ArgumentError} in `train` and `fit`, when a target is not from 0 to 1.
 * @see Kullback and Leibler 1951, https://doi.org/10.1214/aoms/1177729694
 * @example
 * ```ts
 * import { klDivergence, tf } from '@thaw/core';
 *
 * klDivergence(tf.tensor2d([[0, 1]]), tf.tensor2d([[0, 0]])).print(); // ln 2 = 0.6931
 * klDivergence(tf.tensor2d([[0.5, 0.5]]), tf.tensor2d([[0, 0]])).print(); // 0
 * ```
 */
export const klDivergence: ConfigurableLoss = /* @__PURE__ */ defineLoss({
  name: 'klDivergence',
  places: (target, prediction) => {
    requireSameShape('klDivergence', target, prediction);
    const logarithm = tf.log(tf.maximum(target, 1e-30)); // times 0 where the target is 0
    return { losses: tf.sum(tf.mul(target, tf.sub(logarithm, tf.logSoftmax(prediction))), -1) };
  },
  checkTarget: (targets) => requireProbabilities('klDivergence', targets),
});
