import { tf } from '@thaw/backend';

import type { Places, Reduction } from './loss.ts';
import { spreadMask, spreadWeight, type Weighting } from './weighting.ts';

/**
 * Weighs the losses of places and reduces them, as `LossOptions.reduction` says. A place that is masked is no place: the
 * mean is over those that count. A sample weight scales the loss of its place and leaves the number of places as it is, so
 * that weights of 0.5 everywhere halve the loss, and its gradient (Keras's way; PyTorch divides by the sum of the weights of
 * classes).
 *
 * @throws {ShapeError} when sampleWeight or mask do not fit the places.
 */
export function reduceLosses(
  owner: string,
  { losses, counts, rest }: Places,
  reduction: Reduction,
  weighting: Weighting = {},
): tf.Tensor {
  const { sampleWeight, mask } = rest ?? weighting;
  const { shape } = losses;
  let counted = counts;
  if (mask) counted = tf.mul(counts ?? tf.onesLike(losses), spreadMask(owner, mask, shape));
  let weighed = losses;
  if (sampleWeight) weighed = tf.mul(weighed, spreadWeight(owner, sampleWeight, shape));
  if (counted) weighed = tf.mul(weighed, counted);
  if (reduction === 'none') return weighed;
  if (reduction === 'sum') return tf.sum(weighed);
  return counted ? tf.div(tf.sum(weighed), tf.maximum(tf.sum(counted), 1)) : tf.mean(weighed);
}
