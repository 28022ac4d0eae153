import { ArgumentError, describe, type Random } from '@thaw/backend';

import type { FloatData } from '../table/columns.ts';
import { Table } from '../table/table.ts';
import { requireFrom, requireMade } from './require.ts';

/** Points of a plane in two classes. */
export type PlaneColumns = {
  /** Shape [rows, 2]. */
  readonly input: FloatData;
  /** Shape [rows, 1], 0 or 1. */
  readonly target: FloatData;
};

/** Refuses what no table of points can be made of. `names` are the options but for random. */
export function requirePlane(
  owner: string,
  options: object,
  names: readonly string[],
  rows: number,
  noise: number,
): void {
  requireMade(owner, options, {}, names);
  if (!Number.isInteger(rows) || rows < 2 || rows % 2 !== 0) {
    throw new ArgumentError(
      `${owner}: rows must be an even whole number from 2 on, half for each class, got ${describe(rows)}.`,
    );
  }
  requireFrom(owner, 'noise', noise, 0);
}

/**
 * Points on two curves: the classes take turns, and each curve's points lie evenly along it.
 *
 * @param place where a curve goes: from `along`, 0 at its begin to 1 at its end, and the class.
 */
export function plane(
  rows: number,
  noise: number,
  random: Random,
  place: (along: number, target: 0 | 1) => readonly [number, number],
): Table<PlaneColumns> {
  const input = random.normal(2 * rows, 0, noise);
  const target = new Float32Array(rows);
  const last = Math.max(1, rows / 2 - 1);
  for (let row = 0; row < rows; row++) {
    const side = (row % 2) as 0 | 1;
    const [x, y] = place(Math.floor(row / 2) / last, side);
    input[2 * row]! += x;
    input[2 * row + 1]! += y;
    target[row] = side;
  }
  return new Table({
    input: { data: input, shape: [rows, 2] },
    target: { data: target, shape: [rows, 1] },
  });
}
