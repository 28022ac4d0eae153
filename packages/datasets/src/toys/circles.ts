import { cosTurns, type Random, sharedRandom, sinTurns } from '@thaw/backend';

import type { Table } from '../table/table.ts';
import { plane, type PlaneColumns, requirePlane } from './plane.ts';
import { requireBetween } from './require.ts';

/** Options of `circles`. */
export interface CirclesOptions {
  /** How many points, half of them on each circle. @defaultValue 200 */
  readonly rows?: number;
  /** The radius of the inner circle, that of the outer being 1. @defaultValue 0.5 */
  readonly inner?: number;
  /** The standard deviation of what is added to both coordinates. @defaultValue 0.05 */
  readonly noise?: number;
  /** @defaultValue a fork of the shared generator */
  readonly random?: Random;
}

/**
 * A circle within a circle: classes that no line parts, though one on x² + y² does.
 *
 * The outer circle (class 0) has radius 1, the inner one (class 1) radius `inner`, both around (0, 0).
 *
 * Shapes: input [rows, 2]; target [rows, 1], 0 or 1.
 *
 * @throws {ArgumentError} when rows is not an even whole number from 2 on, inner is not between 0 and 1, or noise is below 0.
 * @example
 * ```ts
 * import { Random } from '@thaw/core';
 * import { circles } from '@thaw/datasets';
 *
 * console.log(circles({ rows: 100, random: new Random(7) }).column('input').shape); // [ 100, 2 ]
 * ```
 */
export function circles(options: CirclesOptions = {}): Table<PlaneColumns> {
  const { rows = 200, inner = 0.5, noise = 0.05, random = sharedRandom().fork() } = options;
  requirePlane('circles', options, ['rows', 'inner', 'noise'], rows, noise);
  requireBetween('circles', 'inner', inner, 0, 1, true);
  const points = rows / 2;
  return plane(rows, noise, random, (along, target) => {
    const turn = (along * (points - 1)) / points; // the last point is not the first again
    const radius = target === 0 ? 1 : inner;
    return [radius * cosTurns(turn), radius * sinTurns(turn)];
  });
}
