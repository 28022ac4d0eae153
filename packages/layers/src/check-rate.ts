import { ArgumentError, describe, type Random } from '@thaw/backend';
import type { AnyModule } from '@thaw/core';

/**
 * Checks the part that a layer drops.
 *
 * @returns the rate.
 * @throws {ArgumentError} when it is not a number from 0 to below 1.
 */
export function checkRate(owner: string, rate: number): number {
  if (typeof rate === 'number' && rate >= 0 && rate < 1) return rate;
  throw new ArgumentError(
    `${owner}: rate is the part that is dropped, from 0 to below 1, got ${describe(rate)}.`,
  );
}

/**
 * The generator of a training pass.
 *
 * @throws {ArgumentError} when the pass has none.
 */
export function requireRandom(module: AnyModule, random: Random | undefined): Random {
  if (random) return random;
  throw new ArgumentError(
    `${module.title}: a training pass draws random numbers; pass { training: true, random: new Random(seed) } (train and fit do).`,
  );
}
