import { ArgumentError, describe } from '@thaw/backend';

import type { Rank } from '../axes.ts';

/**
 * How many places a layer adds or takes at the ends of each axis: one number for all, or for each axis one number or
 * [before, after]. Of a sequence, [before, after].
 */
export type Borders<Of extends Rank> =
  | number
  | (Of extends 1
      ? readonly [number, number]
      : Of extends 2
        ? readonly [Ends, Ends]
        : readonly [Ends, Ends, Ends]);

/** One number for both ends of an axis, or one for each. */
export type Ends = number | readonly [number, number];

const words = {
  1: 'a whole number from 0 on or [before, after]',
  2: 'a whole number from 0 on, or [height, width], each a number or [before, after]',
  3: 'a whole number from 0 on, or [depth, height, width], each a number or [before, after]',
} as const;

/**
 * What stands before and after each axis.
 * @throws {ArgumentError} when one of the numbers is not a whole number from 0 on, or there are too many or too few.
 */
export function checkBorders<Of extends Rank>(
  layer: string,
  name: string,
  value: Borders<Of>,
  rank: Of,
): [before: number, after: number][] {
  const given = rank === 1 && typeof value !== 'number' ? [value] : value;
  const axes = (typeof given === 'number' ? Array.from({ length: rank }, () => given) : given) as Ends[];
  if (Array.isArray(axes) && axes.length === rank) {
    const pairs = axes.map((ends: Ends) => (typeof ends === 'number' ? [ends, ends] : ends));
    if (pairs.every(isPair)) return pairs.map(([before, after]) => [before, after]);
  }
  const got = JSON.stringify(value) ?? describe(value);
  throw new ArgumentError(`${layer}: ${name} must be ${words[rank]}, got ${got}.`);
}

function isPair(ends: unknown): ends is readonly [number, number] {
  return Array.isArray(ends) && ends.length === 2 && ends.every((end) => Number.isInteger(end) && end >= 0);
}
