import { tf } from '@thaw/backend';

import { spreadMask, spreadWeight, type Weighting } from '../losses/weighting.ts';

/**
 * What a mean over places is made of: Σ weight·value and Σ weight, where a place's weight is counts · mask · sampleWeight.
 *
 * @returns [2]; `meanOf` their total is the mean.
 * @throws {ShapeError} when the weighting does not fit the places.
 */
export function meanSums(
  owner: string,
  values: tf.Tensor,
  weighting: Weighting | undefined,
  counts?: tf.Tensor,
): tf.Tensor {
  const weights = weightsOf(owner, values.shape, weighting, counts);
  if (!weights) return tf.stack([tf.sum(values), tf.scalar(values.size)]);
  return tf.stack([tf.sum(tf.mul(values, weights)), tf.sum(weights)]);
}

/** The mean of what `meanSums` summed. */
export function meanOf(total: ArrayLike<number>): number {
  return total[0]! / total[1]!;
}

/** The weight of each place, float32 of this shape; undefined where all count alike. */
export function weightsOf(
  owner: string,
  shape: readonly number[],
  weighting: Weighting | undefined,
  counts?: tf.Tensor,
): tf.Tensor | undefined {
  const { sampleWeight, mask } = weighting ?? {};
  let weights = counts;
  const times = (factor: tf.Tensor): tf.Tensor => tf.mul(weights ?? tf.ones([...shape]), factor);
  if (mask) weights = times(spreadMask(owner, mask, shape));
  if (sampleWeight) weights = times(spreadWeight(owner, sampleWeight, shape));
  return weights;
}
