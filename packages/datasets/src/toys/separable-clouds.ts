import { cosTurns, type Random, sharedRandom, sinTurns } from '@thaw/backend';

import { Table } from '../table/table.ts';
import { type PlaneColumns, requirePlane } from './plane.ts';
import { requireFrom } from './require.ts';

/** Options of `separableClouds`. */
export interface SeparableCloudsOptions {
  /** How many points, half of them on each side. @defaultValue 100 */
  readonly rows?: number;
  /** How far every point is from the line, at least. @defaultValue 0.5 */
  readonly margin?: number;
  /** @defaultValue a fork of the shared generator */
  readonly random?: Random;
}

/**
 * Two clouds that a line through (0, 0) parts, whose direction is drawn; no point is nearer to it than the margin γ.
 *
 * So a perceptron without a bias errs at most (R/γ)² times, R being the distance of the furthest point, in whatever order
 * it sees them. Along the line the points are normal, and half normal from the margin on across it.
 *
 * Shapes: input [rows, 2]; target [rows, 1], 0 or 1.
 *
 * @throws {ArgumentError} when rows is not an even whole number from 2 on, or margin is below 0.
 * @see Novikoff 1962, "On convergence proofs on perceptrons"
 * @example
 * ```ts
 * import { Random } from '@thaw/core';
 * import { separableClouds } from '@thaw/datasets';
 *
 * const { input, target } = separableClouds({ rows: 40, margin: 0.2, random: new Random(7) }).columns;
 * console.log(input.shape, target.shape); // [ 40, 2 ] [ 40, 1 ]
 * ```
 */
export function separableClouds(options: SeparableCloudsOptions = {}): Table<PlaneColumns> {
  const { rows = 100, margin = 0.5, random = sharedRandom().fork() } = options;
  requirePlane('separableClouds', options, ['rows', 'margin'], rows, 0);
  requireFrom('separableClouds', 'margin', margin, 0);
  const turn = random.uniform(1)[0]!;
  const across = [cosTurns(turn), sinTurns(turn)] as const;
  const input = random.normal(2 * rows);
  const target = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    target[row] = row % 2;
    const distance = input[2 * row]! * across[0] + input[2 * row + 1]! * across[1];
    const wanted = (row % 2 === 0 ? -1 : 1) * (margin + Math.abs(distance));
    input[2 * row]! += (wanted - distance) * across[0];
    input[2 * row + 1]! += (wanted - distance) * across[1];
  }
  return new Table({
    input: { data: input, shape: [rows, 2] },
    target: { data: target, shape: [rows, 1] },
  });
}
