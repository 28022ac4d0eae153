import { ArgumentError, checkOptions, describe } from '@thaw/backend';

import { isText, type NumberData, rowLength, type TableColumns } from './columns.ts';
import type { Table } from './table.ts';

/** Over what numbers are gathered. */
export interface StatisticsOptions {
  /**
   * 'feature': each place of a row by itself, over the rows. 'channel': the last axis by itself, over rows and all other axes, as
   * images are. 'all': all numbers together. Default 'feature'.
   */
  readonly per?: 'feature' | 'channel' | 'all';
}

/** What numbers are like: of each feature, each channel, or of all together, one figure. */
export interface Statistics {
  readonly mean: Float64Array;
  /** The square root of the mean squared difference from the mean, √(Σ(x − μ)²/n). */
  readonly standardDeviation: Float64Array;
  readonly minimum: Float64Array;
  readonly maximum: Float64Array;
  /** How many numbers there are. */
  readonly count: Float64Array;
  /** How many are missing: NaN, as `{ missing: 'nan' }` leaves them; they are in no other figure. */
  readonly missing: Float64Array;
}

/**
 * Mean, deviation, smallest and largest number of a column, in one pass and in float64.
 *
 * μ_n = μ_(n−1) + (x − μ_(n−1))/n,  S_n = S_(n−1) + (x − μ_(n−1))·(x − μ_n),  σ = √(S_n/n)
 *
 * so that nothing is lost where the mean is large and the deviation small, as it is in Σx² − (Σx)²/n.
 * Where all are missing the figures are NaN.
 *
 * @throws {ArgumentError} when there is no such column, or it holds texts.
 * @see Welford 1962, https://doi.org/10.1080/00401706.1962.10490022
 * @example
 * ```ts
 * import { iris, statistics } from '@thaw/datasets';
 *
 * const { mean, maximum } = statistics(iris(), 'input');
 * console.log(mean[0]!.toFixed(3), maximum[0]!.toFixed(1)); // 5.843 7.9
 * ```
 */
export function statistics<Columns extends TableColumns>(
  table: Table<Columns>,
  column: keyof Columns & string,
  options: StatisticsOptions = {},
): Statistics {
  const { data, shape } = numbersOf('statistics', table, column);
  const groups = groupsOf('statistics', shape, options);
  const [mean, squares, missing, count] = Array.from({ length: 4 }, () => new Float64Array(groups)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const minimum = new Float64Array(groups).fill(Infinity);
  const maximum = new Float64Array(groups).fill(-Infinity);
  for (let i = 0, g = 0; i < data.length; i++, g = g + 1 === groups ? 0 : g + 1) {
    const x = data[i]!;
    if (Number.isNaN(x)) {
      missing[g]! += 1;
      continue;
    }
    const before = x - mean[g]!;
    mean[g]! += before / (count[g]! += 1);
    squares[g]! += before * (x - mean[g]!);
    if (x < minimum[g]!) minimum[g] = x;
    if (x > maximum[g]!) maximum[g] = x;
  }
  for (let g = 0; g < groups; g++) if (count[g] === 0) mean[g] = minimum[g] = maximum[g] = NaN;
  const standardDeviation = squares.map((sum, g) => Math.sqrt(sum / count[g]!));
  return { mean, standardDeviation, minimum, maximum, count, missing };
}

/**
 * How many rows there are of each class: of classes 0, 1, … in a column [rows] of whole numbers, by their names where it has them.
 *
 * @throws {ArgumentError} when there is no such column, or its rows are not whole numbers from 0 on.
 * @example
 * ```ts
 * import { classCounts, iris } from '@thaw/datasets';
 *
 * console.log(classCounts(iris(), 'target')); // Map(3) { 0 => 50, 1 => 50, 2 => 50 }
 * ```
 */
export function classCounts<Columns extends TableColumns>(
  table: Table<Columns>,
  column: keyof Columns & string,
): Map<number | string, number> {
  const { data, shape, classes } = numbersOf('classCounts', table, column);
  if (rowLength(shape) !== 1) {
    throw new ArgumentError(
      `classCounts: the column '${column}' must have one class a row, [rows], got [${shape.join(', ')}].`,
    );
  }
  const wrong = data.findIndex((label) => !Number.isInteger(label) || label < 0);
  if (wrong >= 0) {
    throw new ArgumentError(
      `classCounts: row ${wrong} of '${column}' is ${data[wrong]}; classes are whole numbers from 0 on.`,
    );
  }
  const counts = new Map<number, number>(classes?.map((_, label) => [label, 0]));
  for (const label of data) counts.set(label, (counts.get(label) ?? 0) + 1);
  const sorted = [...counts].sort(([a], [b]) => a - b);
  return new Map(sorted.map(([label, count]) => [classes?.[label] ?? label, count]));
}

/** A column of numbers. @throws {ArgumentError} when there is none of that name. */
export function numbersOf(owner: string, table: Table<TableColumns>, name: string): NumberData {
  const column = table.column(name);
  if (!isText(column)) return column;
  throw new ArgumentError(`${owner}: the column '${name}' holds texts, not numbers.`);
}

/** How many figures there are: number i of the column belongs to figure i mod that. */
export function groupsOf(owner: string, shape: readonly number[], options: StatisticsOptions): number {
  checkOptions(owner, options, ['per']);
  const { per = 'feature' } = options;
  if (!['feature', 'channel', 'all'].includes(per)) {
    throw new ArgumentError(`${owner}: per is 'feature', 'channel' or 'all', got ${describe(per)}.`);
  }
  if (per === 'all') return 1;
  return per === 'feature' || shape.length === 1 ? rowLength(shape) : shape.at(-1)!;
}
