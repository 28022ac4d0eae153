import { ArgumentError, cosTurns, describe, type Random, sharedRandom, sinTurns } from '@thaw/backend';

import type { Table } from '../table/table.ts';
import { plane, type PlaneColumns, requirePlane } from './plane.ts';

/** Options of `spirals`. */
export interface SpiralsOptions {
  /** How many points, half of them on each arm. @defaultValue 200 */
  readonly rows?: number;
  /** How often an arm goes round. @defaultValue 1.5 */
  readonly turns?: number;
  /** The standard deviation of what is added to both coordinates. @defaultValue 0.02 */
  readonly noise?: number;
  /** @defaultValue a fork of the shared generator */
  readonly random?: Random;
}

/**
 * Two spirals wound into one another, within the circle of radius 1: the benchmark that needs more than one hidden layer,
 * or patience.
 *
 * Shapes: input [rows, 2]; target [rows, 1], 0 or 1.
 *
 * @throws {ArgumentError} when rows is not an even whole number from 2 on, turns is not above 0, or noise is below 0.
 * @see Lang and Witbrock 1988, "Learning to tell two spirals apart", whose arms go round three times
 * @example
 * ```ts
 * import { seed } from '@thaw/core';
 * import { spirals } from '@thaw/datasets';
 *
 * seed(7);
 * console.log(spirals({ rows: 194, turns: 3, noise: 0 }).rows); // 194
 * ```
 */
export function spirals(options: SpiralsOptions = {}): Table<PlaneColumns> {
  const { rows = 200, turns = 1.5, noise = 0.02, random = sharedRandom().fork() } = options;
  requirePlane('spirals', options, ['rows', 'turns', 'noise'], rows, noise);
  if (!(turns > 0 && turns < Infinity)) {
    throw new ArgumentError(`spirals: turns must be above 0, got ${describe(turns)}.`);
  }
  return plane(rows, noise, random, (along, target) => {
    const radius = 0.05 + 0.95 * along; // the arms begin apart
    const angle = turns * along + target / 2; // in turns
    return [radius * cosTurns(angle), radius * sinTurns(angle)];
  });
}
