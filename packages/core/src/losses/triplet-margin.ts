import { ArgumentError, describe, tf } from '@thaw/backend';

import { requirePositive } from './check-numbers.ts';
import { defineLoss } from './define-loss.ts';
import { type Kinship, kinshipOf } from './kinship.ts';
import type { ConfigurableLoss, LossOptions, Places } from './loss.ts';

/** Options of `tripletMargin.with`. */
export interface TripletMarginOptions extends LossOptions {
  /** How much farther than the like the unlike should be. @defaultValue 1 */
  readonly margin?: number;
  /** All triplets there are in a batch, or of each row the farthest like and the nearest unlike alone. @defaultValue 'all' */
  readonly mining?: 'all' | 'hardest';
}

/**
 * The triplet loss of embeddings x with labels: what has a row's label should lie nearer to it than what has not, by a margin.
 * With d the Euclidean distance, each row a has the loss
 *
 * mean over p like a, n unlike a of  max(0, d(a, p) − d(a, n) + margin)
 *
 * and the loss is the mean over the rows that have both a like and an unlike one. (PyTorch's function takes triplets that were
 * made before; here a batch makes its own. It holds batch³ numbers, or batch²·units where those are more.)
 *
 * Shapes: target [batch] with whole-number labels, prediction [batch, units] → one number; a place is a row.
 *
 * @throws {ShapeError} when there is not one label a row.
 * @see Schroff et al. 2015, https://arxiv.org/abs/1503.03832; for mining Hermans et al. 2017, https://arxiv.org/abs/1703.07737
 * @example
 * ```ts
 * import { tf, tripletMargin } from '@thaw/core';
 *
 * const embeddings = tf.tensor2d([[0], [1], [1.5]]);
 * tripletMargin(tf.tensor1d([0, 0, 1]), embeddings).print(); // (1 − 1.5 + 1 + 1 − 0.5 + 1)/2 = 1
 * ```
 */
export const tripletMargin: ConfigurableLoss<TripletMarginOptions> =
  /* @__PURE__ */ defineLoss<TripletMarginOptions>({
    name: 'tripletMargin',
    options: ['margin', 'mining'],
    checkOptions: (owner, { margin, mining }) => {
      requirePositive(owner, 'margin', margin);
      if (mining === undefined || mining === 'all' || mining === 'hardest') return;
      throw new ArgumentError(`${owner}: mining must be 'all' or 'hardest', got ${describe(mining)}.`);
    },
    places: (target, prediction, { margin = 1, mining = 'all' }) => {
      const kinship = kinshipOf('tripletMargin', target, prediction);
      const distances = distancesOf(prediction);
      return mining === 'all' ? ofAll(kinship, distances, margin) : ofHardest(kinship, distances, margin);
    },
  });

/** ‖xᵢ − xⱼ‖ of all rows, [batch, batch]. By differences: |x|² + |y|² − 2·x·y loses all digits where rows are near. */
function distancesOf(rows: tf.Tensor): tf.Tensor {
  const differences = tf.sub(tf.expandDims(rows, 1), tf.expandDims(rows, 0)); // [batch, batch, units]
  return tf.sqrt(tf.maximum(tf.sum(tf.square(differences), -1), 1e-12)); // whose gradient at 0 is 0
}

function ofAll({ like, unlike }: Kinship, distances: tf.Tensor, margin: number): Places {
  const gaps = tf.sub(tf.expandDims(distances, 2), tf.expandDims(distances, 1)); // [anchor, like, unlike]
  const exist = tf.mul(tf.expandDims(like, 2), tf.expandDims(unlike, 1));
  const triplets = tf.sum(exist, [1, 2]);
  const losses = tf.sum(tf.mul(tf.relu(tf.add(gaps, margin)), exist), [1, 2]);
  return { losses: tf.div(losses, tf.maximum(triplets, 1)), counts: tf.minimum(triplets, 1) };
}

function ofHardest({ like, unlike }: Kinship, distances: tf.Tensor, margin: number): Places {
  const farthest = tf.max(tf.mul(distances, like), 1);
  const nearest = tf.min(tf.add(tf.mul(distances, unlike), tf.mul(tf.sub(1, unlike), 1e30)), 1);
  const counts = tf.mul(tf.max(like, 1), tf.max(unlike, 1));
  return { losses: tf.mul(tf.relu(tf.add(tf.sub(farthest, nearest), margin)), counts), counts };
}
