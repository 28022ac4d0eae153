import { cosTurns, type Random, sharedRandom, sinTurns } from '@thaw/backend';

import type { FloatData } from '../table/columns.ts';
import { Table } from '../table/table.ts';
import { requireFrom, requireMade } from './require.ts';

/** Points in space, and where each is on the sheet that was rolled up. */
export type SwissRollColumns = {
  /** Shape [rows, 3]. */
  readonly input: FloatData;
  /** Shape [rows, 1]: the angle t, in radians, from 3π/2 to 9π/2. */
  readonly target: FloatData;
};

/** Options of `swissRoll`. */
export interface SwissRollOptions {
  /** How many points. @defaultValue 500 */
  readonly rows?: number;
  /** The standard deviation of what is added to each coordinate. @defaultValue 0 */
  readonly noise?: number;
  /** @defaultValue a fork of the shared generator */
  readonly random?: Random;
}

/**
 * The Swiss roll: a sheet rolled up in space, which a map of the plane has to unroll.
 *
 * (x, y, z) = (t cos t, 21 v, t sin t), with t uniform from 3π/2 to 9π/2 and v uniform from 0 to 1.
 *
 * Shapes: input [rows, 3]; target [rows, 1], t.
 *
 * @throws {ArgumentError} when rows is not a whole number from 1 on, or noise is below 0.
 * @see Tenenbaum, de Silva and Langford 2000, https://doi.org/10.1126/science.290.5500.2319
 * @see Marsland 2009, "Machine Learning: An Algorithmic Perspective", for these numbers
 * @example
 * ```ts
 * import { Random } from '@thaw/core';
 * import { swissRoll } from '@thaw/datasets';
 *
 * console.log(swissRoll({ rows: 100, random: new Random(7) }).column('input').shape); // [ 100, 3 ]
 * ```
 */
export function swissRoll(options: SwissRollOptions = {}): Table<SwissRollColumns> {
  const { rows = 500, noise = 0, random = sharedRandom().fork() } = options;
  requireMade('swissRoll', options, { rows: [rows, 1] }, ['noise']);
  requireFrom('swissRoll', 'noise', noise, 0);
  const [along, across] = [random.uniform(rows), random.uniform(rows)];
  const input = random.normal(3 * rows, 0, noise);
  const target = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const turns = 0.75 * (1 + 2 * along[row]!);
    const t = 2 * Math.PI * turns;
    input[3 * row]! += t * cosTurns(turns);
    input[3 * row + 1]! += 21 * across[row]!;
    input[3 * row + 2]! += t * sinTurns(turns);
    target[row] = t;
  }
  return new Table({
    input: { data: input, shape: [rows, 3] },
    target: { data: target, shape: [rows, 1] },
  });
}
