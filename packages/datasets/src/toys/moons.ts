import { cosTurns, type Random, sharedRandom, sinTurns } from '@thaw/backend';

import type { Table } from '../table/table.ts';
import { plane, type PlaneColumns, requirePlane } from './plane.ts';

/** Options of `moons`. */
export interface MoonsOptions {
  /** How many points, half of them on each moon. @defaultValue 200 */
  readonly rows?: number;
  /** The standard deviation of what is added to both coordinates. @defaultValue 0.1 */
  readonly noise?: number;
  /** @defaultValue a fork of the shared generator */
  readonly random?: Random;
}

/**
 * Two half circles that reach into one another: classes that no line parts, and a small hidden layer does.
 *
 * The upper moon (class 0) is the half circle of radius 1 around (0, 0), the lower one (class 1) that around (1, ½).
 *
 * Shapes: input [rows, 2]; target [rows, 1], 0 or 1.
 *
 * @throws {ArgumentError} when rows is not an even whole number from 2 on, or noise is below 0.
 * @example
 * ```ts
 * import { seed } from '@thaw/core';
 * import { moons } from '@thaw/datasets';
 *
 * seed(7);
 * console.log(moons({ rows: 100, noise: 0.05 }).column('input').shape); // [ 100, 2 ]
 * ```
 */
export function moons(options: MoonsOptions = {}): Table<PlaneColumns> {
  const { rows = 200, noise = 0.1, random = sharedRandom().fork() } = options;
  requirePlane('moons', options, ['rows', 'noise'], rows, noise);
  return plane(rows, noise, random, (along, target) => {
    const [x, y] = [cosTurns(along / 2), sinTurns(along / 2)];
    return target === 0 ? [x, y] : [1 - x, 0.5 - y];
  });
}
