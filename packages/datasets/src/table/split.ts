import { ArgumentError, type Random } from '@thaw/backend';

import type { NumberColumns, TableColumns } from './columns.ts';

/** How a table is split. */
export interface SplitOptions<Columns extends TableColumns = NumberColumns> {
  /** A column by whose values each part gets its share of every class. Default: none, rows are drawn from all. */
  readonly stratify?: keyof Columns & string;
  /** What draws the rows of each part. Default: a fork of the shared generator, which `seed` seeds. */
  readonly random?: Random;
}

/**
 * The rows of each part, in rising order: `training`, which gets what is left, and one part for each fraction.
 *
 * Part sizes T_p are the shares rows·f_p, rounded by largest remainder so that they add up to all rows. Within the
 * classes, part after part takes n_c·f_p rows of class c, rounded in the same way so that they add up to T_p.
 *
 * @param classes the class of every row; without it all rows are of one class.
 */
export function splitRows(
  rows: number,
  fractions: Readonly<Record<string, number>>,
  random: Random,
  classes?: readonly string[],
): Record<string, number[]> {
  const shares = requireShares(fractions);
  const sizes = apportion(
    shares.map(([, share]) => rows * share),
    rows,
  );
  for (const [i, [name, share]] of shares.entries()) {
    if (sizes[i] === 0) {
      throw new ArgumentError(
        `Table.split: ${rows} rows are too few, the part '${name}' with a share of ${readable(share)} would be empty; ` +
          'give it a greater share or the table more rows.',
      );
    }
  }

  // Classes stand in the order in which they are drawn, so that chance, not their number, decides between equal rests.
  const drawn = new Map<string, number[]>();
  for (const row of random.permutation(rows)) {
    const name = classes?.[row] ?? '';
    const members = drawn.get(name);
    if (members === undefined) drawn.set(name, [row]);
    else members.push(row);
  }
  const groups = [...drawn.values()];
  const classSizes = groups.map((group) => group.length);

  const parts: Record<string, number[]> = { training: [] };
  for (const [i, [name, share]] of shares.entries()) {
    if (name === 'training') continue;
    const wanted = classSizes.map((size) => size * share);
    const left = groups.map((group) => group.length);
    const counts = apportion(wanted, sizes[i]!, left);
    parts[name] = ascending(groups.flatMap((group, c) => group.splice(0, counts[c]!)));
  }
  parts['training'] = ascending(groups.flat());
  return parts;
}

/**
 * Whole numbers near `shares` that add up to `total`: each is rounded down, and what is then missing goes, one by
 * one, to those with the largest remainders, the first of equals first. None exceeds its limit.
 *
 * The method of Hamilton, by which seats are given to parties.
 */
export function apportion(shares: readonly number[], total: number, limits?: readonly number[]): number[] {
  const limit = (i: number): number => limits?.[i] ?? Infinity;
  const counts = shares.map((share, i) => Math.min(Math.floor(share), limit(i)));
  const rest = (i: number): number => shares[i]! - Math.floor(shares[i]!);
  const order = shares.map((_, i) => i).sort((a, b) => rest(b) - rest(a));
  let missing = total - counts.reduce((sum, count) => sum + count, 0);
  while (missing > 0) {
    for (const i of order) {
      if (missing > 0 && counts[i]! < limit(i)) {
        counts[i]! += 1;
        missing -= 1;
      }
    }
  }
  return counts;
}

/** Every part with its share of the rows, `training` first. */
function requireShares(fractions: Readonly<Record<string, number>>): [string, number][] {
  const shares = Object.entries(fractions);
  if (shares.length === 0) {
    throw new ArgumentError(
      'Table.split: name at least one part and its fraction, such as { validation: 0.2 }.',
    );
  }
  for (const [name, share] of shares) {
    if (name === 'training') {
      throw new ArgumentError(
        "Table.split: the part 'training' gets the rows that the others leave; give fractions of the others alone.",
      );
    }
    if (!(share > 0 && share < 1)) {
      throw new ArgumentError(
        `Table.split: the fraction of '${name}' must be greater than 0 and less than 1, got ${share}.`,
      );
    }
  }
  const sum = shares.reduce((total, [, share]) => total + share, 0);
  if (sum > 1 - 1e-9) {
    throw new ArgumentError(
      `Table.split: the fractions add up to ${readable(sum)} and leave nothing for training; they must add up to less than 1.`,
    );
  }
  return [['training', 1 - sum], ...shares];
}

function ascending(rows: number[]): number[] {
  return rows.sort((a, b) => a - b);
}

/** 0.30000000000000004 as 0.3. */
function readable(share: number): number {
  return Number(share.toPrecision(6));
}
