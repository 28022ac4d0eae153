import { checkOptions, checkSize } from '@thaw/backend';

import { type Augmentation, randomOf } from './augmentation.ts';
import { checkNumber } from './check-factors.ts';
import { checkIds, tokensOf } from './token-rows.ts';

/** Options of `tokenDropout`. */
export interface TokenDropoutOptions {
  /** The part of the tokens that is dropped, from 0 to 1. */
  readonly rate: number;
  /** What stands in their place: the id of what is unknown, or of the mask. */
  readonly replacement: number;
  /** Ids that are never dropped: padding, beginning, end. @defaultValue [] */
  readonly specialIds?: readonly number[];
}

/**
 * Each token dropped with the given chance, another standing in its place; the length stays, and targets too.
 *
 * Shapes: input [batch, time], ids on the host → the same.
 *
 * @throws {ArgumentError} when rate is not from 0 to 1, or an id is no whole number from 0 on.
 * @throws {ShapeError} when the input is not ids on the host.
 * @see Iyyer et al. 2015, "Deep unordered composition rivals syntactic methods", https://doi.org/10.3115/v1/P15-1162; Bowman et al. 2016
 * for the unknown word in place, https://arxiv.org/abs/1511.06349
 * @example
 * ```ts
 * import { Random } from '@thaw/core';
 * import { tokenDropout } from '@thaw/datasets/augment';
 *
 * const input = { data: Int32Array.of(5, 6, 7, 0), shape: [1, 4] };
 * const change = tokenDropout({ rate: 0.5, replacement: 1, specialIds: [0] });
 * console.log(change({ input }, { random: new Random(7) }).input); // some of 5, 6, 7 are 1
 * ```
 */
export function tokenDropout(options: TokenDropoutOptions): Augmentation {
  checkOptions('tokenDropout', options, ['rate', 'replacement', 'specialIds']);
  const rate = checkNumber('tokenDropout', 'rate', options.rate, 0, 1);
  const replacement = checkSize('tokenDropout', 'replacement', options.replacement, 0);
  const special = checkIds('tokenDropout', 'specialIds', options.specialIds ?? []);
  return (batch, context) => {
    const random = randomOf('tokenDropout', context);
    const { rows, time, ids } = tokensOf('tokenDropout', batch);
    const dropped = random.bernoulli(ids.length, rate);
    for (const [i, id] of ids.entries()) if (dropped[i] && !special.has(id)) ids[i] = replacement;
    return { ...batch, input: { data: ids, shape: [rows, time] } };
  };
}
