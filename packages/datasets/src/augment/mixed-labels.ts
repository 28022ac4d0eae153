import { ArgumentError, describe, ShapeError, tf } from '@thaw/backend';
import type { Loss } from '@thaw/core';

/**
 * The loss by two labels and the part of the first, as `mixUp({ pairs: true })` and `cutMix({ pairs: true })` give them:
 * part · loss(first) + (1 − part) · loss(second), row by row.
 *
 * Shapes: target [batch, 3], prediction what the loss takes.
 *
 * @param loss one that takes labels and weighs rows, such as sparseCategoricalCrossentropy.
 * @throws {ArgumentError} when the loss is no function.
 * @throws {ShapeError} when the target is not [batch, 3].
 * @see Zhang et al. 2018, https://arxiv.org/abs/1710.09412
 */
export function mixedLabels(loss: Loss): Loss {
  if (typeof loss !== 'function') {
    throw new ArgumentError(
      `mixedLabels: expected a loss, such as sparseCategoricalCrossentropy, got ${describe(loss)}.`,
    );
  }
  return (target, prediction, weighting) =>
    tf.tidy(() => {
      if (target.rank !== 2 || target.shape[1] !== 3) {
        throw new ShapeError(
          `mixedLabels: expected a target [batch, 3] of two labels and the part of the first, got [${target.shape.join(', ')}].`,
        );
      }
      const [first, second, part] = tf.unstack(target, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
      const weighted = (labels: tf.Tensor, share: tf.Tensor): tf.Scalar => {
        const given = weighting?.sampleWeight;
        const sampleWeight = given ? tf.mul(share, tf.reshape(given, share.shape)) : share;
        return loss(tf.cast(labels, 'int32'), prediction, { ...weighting, sampleWeight });
      };
      return tf.add(weighted(first, part), weighted(second, tf.sub(1, part)));
    });
}
