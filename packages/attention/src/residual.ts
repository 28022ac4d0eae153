import { ArgumentError, describe, tf } from '@thaw/backend';
import type { Context } from '@thaw/core';
import type { Dropout, LayerNormalization } from '@thaw/layers';

/** Where a block normalizes: before each part of it, as GPT-2 does, or after, as Vaswani et al. did. */
export type NormOrder = 'pre' | 'post';

/** What stands around a part of a block. */
export interface ResidualParts {
  readonly norm: NormOrder;
  readonly dropout: Dropout;
}

/**
 * A part of a block with the way around it: x + part(norm(x)) in the order 'pre', norm(x + part(x)) in the order 'post'.
 * What the part gives is dropped out first.
 */
export function residual(
  { norm, dropout }: ResidualParts,
  normalization: LayerNormalization,
  input: tf.Tensor,
  part: (input: tf.Tensor) => tf.Tensor,
  context: Context,
): tf.Tensor {
  const given = norm === 'pre' ? normalization.forward(input) : input;
  const sum = tf.add(input, dropout.forward(part(given), context));
  return norm === 'post' ? normalization.forward(sum) : sum;
}

/** @throws {ArgumentError} when the order is neither 'pre' nor 'post'. */
export function checkNorm(owner: string, norm: NormOrder): NormOrder {
  if (norm === 'pre' || norm === 'post') return norm;
  throw new ArgumentError(`${owner}: norm must be 'pre' or 'post', got ${describe(norm)}.`);
}
