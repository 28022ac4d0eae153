import { type Random, sharedRandom } from '@thaw/backend';

import type { FloatData, IntegerData } from '../table/columns.ts';
import { Table } from '../table/table.ts';
import { requireBetween, requireFrom, requireMade } from './require.ts';

/** Ratings that were given: one a row. */
export type LowRankRatingColumns = {
  /** Shape [ratings, 2]: the user and the item, each from 0 on. */
  readonly input: IntegerData;
  /** Shape [ratings]. */
  readonly target: FloatData;
};

/** Options of `lowRankRatings`. */
export interface LowRankRatingsOptions {
  /** @defaultValue 100 */
  readonly users?: number;
  /** @defaultValue 50 */
  readonly items?: number;
  /** Factors of each user and item. @defaultValue 3 */
  readonly rank?: number;
  /** The standard deviation of what is added to each rating, that of the true ones being 1. @defaultValue 0.1 */
  readonly noise?: number;
  /** Which part of all ratings was given. @defaultValue 0.2 */
  readonly observed?: number;
  /** @defaultValue a fork of the shared generator */
  readonly random?: Random;
}

/** Ratings that were given, and the truth behind them. */
export interface LowRankRatings {
  readonly ratings: Table<LowRankRatingColumns>;
  /** What every user would say of every item, without noise: shape [users, items]. */
  readonly truth: FloatData;
  /** Shape [users, rank]. */
  readonly userFactors: FloatData;
  /** Shape [items, rank]; truth = userFactors · itemFactorsᵀ. */
  readonly itemFactors: FloatData;
}

/**
 * Ratings from a low-rank model: of some places of a matrix the numbers are told, and the others are to be found.
 *
 * r_ui = p_u · q_i + noise·ε, the factors normal with variance 1/√rank, so that the true ratings have variance 1.
 *
 * round(observed·users·items) ratings are given, at least one, all of different places; who learns the truth has on them a
 * root mean square error of noise.
 *
 * @throws {ArgumentError} when users, items or rank is not a whole number from 1 on, noise is below 0, or observed is not
 * above 0 and at most 1.
 * @see Koren, Bell and Volinsky 2009, https://doi.org/10.1109/MC.2009.263
 * @example
 * ```ts
 * import { Random } from '@thaw/core';
 * import { lowRankRatings } from '@thaw/datasets';
 *
 * const { ratings, truth } = lowRankRatings({ users: 20, items: 10, random: new Random(7) });
 * console.log(ratings.rows, truth.shape); // 40 [ 20, 10 ]
 * ```
 */
export function lowRankRatings(options: LowRankRatingsOptions = {}): LowRankRatings {
  const { users = 100, items = 50, rank = 3, noise = 0.1, observed = 0.2 } = options;
  const { random = sharedRandom().fork() } = options;
  const sizes = { users: [users, 1], items: [items, 1], rank: [rank, 1] } as const;
  requireMade('lowRankRatings', options, sizes, ['noise', 'observed']);
  requireFrom('lowRankRatings', 'noise', noise, 0);
  requireBetween('lowRankRatings', 'observed', observed, 0, 1);
  const deviation = Math.sqrt(1 / Math.sqrt(rank));
  const userFactors = random.normal(users * rank, 0, deviation);
  const itemFactors = random.normal(items * rank, 0, deviation);
  const truth = new Float32Array(users * items);
  for (let place = 0; place < truth.length; place++) {
    const [user, item] = [Math.floor(place / items), place % items];
    let sum = 0;
    for (let k = 0; k < rank; k++) sum += userFactors[user * rank + k]! * itemFactors[item * rank + k]!;
    truth[place] = sum;
  }
  const count = Math.max(1, Math.round(observed * users * items));
  const places = random.permutation(users * items).subarray(0, count);
  const input = new Int32Array(2 * count);
  const target = random.normal(count, 0, noise);
  for (const [i, place] of places.entries()) {
    input.set([Math.floor(place / items), place % items], 2 * i);
    target[i]! += truth[place]!;
  }
  return {
    ratings: new Table({
      input: { data: input, shape: [count, 2] },
      target: { data: target, shape: [count] },
    }),
    truth: { data: truth, shape: [users, items] },
    userFactors: { data: userFactors, shape: [users, rank] },
    itemFactors: { data: itemFactors, shape: [items, rank] },
  };
}
