import { ArgumentError, describe, type Random } from '@thaw/backend';

/** What tells one bracket language from another, and how many strings are wanted. */
export interface BracketsOptions {
  /** How many strings. @defaultValue 64 */
  readonly rows?: number;
  /** Kinds of brackets. @defaultValue 2 */
  readonly kinds?: number;
  /** How many brackets may be open at once. @defaultValue 4 */
  readonly depth?: number;
  /** Brackets of a string, an even number. @defaultValue 20 */
  readonly length?: number;
  /** @defaultValue a fork of the shared generator */
  readonly random?: Random;
}

/** @throws {ArgumentError} unless the length is even and small enough for the strings to be counted. */
export function requireEven(owner: string, length: number): void {
  if (length % 2 === 0 && length <= 1000) return;
  throw new ArgumentError(
    `${owner}: length must be an even number from 2 to 1000, half of them open and half close, got ${describe(length)}.`,
  );
}

/**
 * Balanced strings, drawn evenly from all of that length with no more open at once than depth.
 *
 * With N(d, r) the number of ways to end r steps from now with d open, a bracket opens with the probability
 * N(d + 1, r − 1) / N(d, r). Then every kind is as likely as the others.
 *
 * @returns for each string its symbols: 0 … kinds − 1 open, kinds … 2·kinds − 1 close.
 */
export function drawBrackets(
  rows: number,
  kinds: number,
  depth: number,
  length: number,
  random: Random,
): number[][] {
  const ways = countWays(depth, length);
  return Array.from({ length: rows }, () => {
    const chance = random.uniform(length);
    const kind = random.integers(length, kinds);
    const open: number[] = [];
    return Array.from(chance, (drawn, t) => {
      const left = length - t - 1;
      const opens = ways[left]![open.length + 1] ?? 0;
      const closes = open.length === 0 ? 0 : ways[left]![open.length - 1]!;
      if (drawn * (opens + closes) >= opens) return kinds + open.pop()!;
      open.push(kind[t]!);
      return kind[t]!;
    });
  });
}

/** N by [steps left][open]: at most 2¹⁰⁰⁰, which is a float64; the sums are rounded, on every engine alike. */
function countWays(depth: number, length: number): number[][] {
  const most = Math.min(depth, length / 2);
  const ways: number[][] = [Array.from({ length: most + 1 }, (_, open) => (open === 0 ? 1 : 0))];
  for (let left = 1; left < length; left++) {
    const after = ways[left - 1]!;
    ways.push(after.map((_, open) => (after[open + 1] ?? 0) + (after[open - 1] ?? 0)));
  }
  return ways;
}
