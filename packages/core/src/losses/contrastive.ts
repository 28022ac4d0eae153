import { tf } from '@thaw/backend';

import { requirePositive } from './check-numbers.ts';
import { defineLoss } from './define-loss.ts';
import { type ConfigurableLoss, type LossOptions, requireSameShape } from './loss.ts';
import { requireProbabilities } from './probabilities.ts';

/** Options of `contrastive.with`. */
export interface ContrastiveOptions extends LossOptions {
  /** How far apart what differs should be at least. @defaultValue 1 */
  readonly margin?: number;
}

/**
 * The contrastive loss of pairs at distances d, for a network that looks at two things: the like (y = 1) are drawn
 * together, the unlike (y = 0) pushed apart up to a margin.
 *
 * mean  y·d² + (1 − y)·max(0, margin − d)²
 *
 * (The paper has y the other way about, and one half of it all.)
 *
 * Shapes: target and prediction (distances) alike, [batch, …] → one number; a place is a row of the last axis.
 *
 * @throws {ShapeError} when the shapes differ.
 * @throws {ArgumentError} in `train` and `fit`, when a target is not from 0 to 1.
 * @see Hadsell, Chopra and LeCun 2006, https://doi.org/10.1109/CVPR.2006.100
 * @example
 * ```ts
 * import { contrastive, tf } from '@thaw/core';
 *
 * contrastive(tf.tensor1d([1, 0]), tf.tensor1d([0.5, 0.5])).print(); // (0.25 + 0.25)/2 = 0.25
 * ```
 */
export const contrastive: ConfigurableLoss<ContrastiveOptions> =
  /* @__PURE__ */ defineLoss<ContrastiveOptions>({
    name: 'contrastive',
    options: ['margin'],
    checkOptions: (owner, { margin }) => requirePositive(owner, 'margin', margin),
    elementwise: true,
    places: (target, prediction, { margin = 1 }) => {
      requireSameShape('contrastive', target, prediction);
      const like = tf.mul(target, tf.square(prediction));
      const unlike = tf.mul(tf.sub(1, target), tf.square(tf.relu(tf.sub(margin, prediction))));
      return { losses: tf.add(like, unlike) };
    },
    checkTarget: (targets) => requireProbabilities('contrastive', targets),
  });
