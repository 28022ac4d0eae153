import { ArgumentError, tf } from '@thaw/backend';

import type { Loss } from '../losses/loss.ts';
import type { Weighting } from '../losses/weighting.ts';

/**
 * Calls `use` with what a batch says of its rows, and sees that each part of it was looked at: weights that are passed over give
 * numbers that are wrong and look right.
 *
 * @throws {ArgumentError} when a weight or a mask was not looked at.
 */
export function watchWeighting<Result>(
  user: string,
  weighting: Weighting,
  use: (weighting: Weighting) => Result,
): Result {
  const unseen = new Set(Object.keys(weighting));
  const watched = {};
  for (const [name, value] of Object.entries(weighting)) {
    Object.defineProperty(watched, name, {
      enumerable: true,
      get: () => {
        unseen.delete(name);
        return value;
      },
    });
  }
  const result = use(watched);
  for (const name of unseen) {
    throw new ArgumentError(
      `This batch has a ${name}, and ${user} does not look at it: take it from the third argument, (target, prediction, { ${name} }), or leave it out of the batches.`,
    );
  }
  return result;
}

/**
 * The loss of a batch with what it says of its rows.
 *
 * @throws {ArgumentError} when it is no single number, or passes over a weight or a mask.
 */
export function applyLoss(
  loss: Loss,
  target: tf.Tensor,
  prediction: tf.Tensor,
  weighting: Weighting | undefined,
): tf.Scalar {
  const value: unknown = weighting
    ? watchWeighting(`the loss ${loss.name}`.trim(), weighting, (given) => loss(target, prediction, given))
    : loss(target, prediction);
  if (!(value instanceof tf.Tensor) || value.rank === 0) return value as tf.Scalar;
  throw new ArgumentError(
    `loss: expected one number, a tensor [], got a tensor [${value.shape.join(', ')}]; leave out reduction: 'none', or end in .mean().`,
  );
}
