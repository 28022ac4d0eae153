import { ArgumentError, describe } from '@thaw/backend';

import { type FloatData, type NumberData, rowLength, type TableColumns } from './columns.ts';
import { groupsOf, numbersOf, statistics, type StatisticsOptions } from './statistics.ts';
import { Table } from './table.ts';

/** The same columns, one of them float32. */
type WithFloats<Columns, Name> = {
  readonly [Key in keyof Columns]: Key extends Name ? FloatData : Columns[Key];
};

/** What brings a column to mean 0 and deviation 1, and back, by the figures of the rows that were learnt from. */
export interface Normalization<Name extends string = string> {
  /** The mean that is taken away, of each feature, each channel, or one of all. */
  readonly mean: Float64Array;
  /** What is then divided by: the standard deviation, or 1 where all numbers are the same. */
  readonly scale: Float64Array;
  /**
   * A table whose column is (x − mean)/scale; a missing number becomes 0, which is the mean.
   *
   * @throws {ArgumentError} when its rows are of another shape than those the figures are of.
   */
  apply<Columns extends TableColumns>(table: Table<Columns>): Table<WithFloats<Columns, Name>>;
  /**
   * The numbers that were, of numbers [rows, ...] that are normalized: x·scale + mean; so that what a model foretells is in the
   * measure of its targets.
   *
   * @throws {ArgumentError} when the rows are of another shape.
   */
  invert(numbers: NumberData): FloatData;
}

/**
 * Brings a column to mean 0 and standard deviation 1: x ↦ (x − μ)/σ. The figures are those of the table that is learnt from, alone, and
 * are applied to all others: a mean over rows that are judged by would tell of them.
 *
 * @param training the rows that are learnt from.
 * @param per what has a mean of its own: each feature (the default), each channel, as of images, or all together.
 * @throws {ArgumentError} when there is no such column or no row, or a feature has no number at all.
 * @example
 * ```ts
 * import { iris, normalization, statistics } from '@thaw/datasets';
 *
 * const { training, test } = iris().split({ test: 0.2 });
 * const normal = normalization(training, 'input');
 * const learnt = normal.apply(training);
 * const judged = normal.apply(test);
 * console.log(Math.abs(statistics(learnt, 'input').mean[0]!) < 1e-6, judged.rows); // true 30
 * ```
 */
export function normalization<Columns extends TableColumns, Name extends keyof Columns & string>(
  training: Table<Columns>,
  column: Name,
  options: StatisticsOptions = {},
): Normalization<Name> {
  const owner = 'normalization';
  const { shape } = numbersOf(owner, training, column);
  const groups = groupsOf(owner, shape, options);
  if (training.rows === 0)
    throw new ArgumentError(`${owner}: the table is empty; there is nothing to learn a mean from.`);
  const { mean, standardDeviation, count } = statistics(training, column, options);
  const empty = count.indexOf(0);
  if (empty >= 0) {
    throw new ArgumentError(
      `${owner}: feature ${empty} of '${column}' is missing in every row; leave the field out.`,
    );
  }
  const infinite = mean.findIndex((value) => !Number.isFinite(value));
  if (infinite >= 0) {
    throw new ArgumentError(`${owner}: feature ${infinite} of '${column}' holds an infinite number.`);
  }
  const scale = standardDeviation.map((deviation) => deviation || 1);
  const row = shape.slice(1);
  const changed = (given: NumberData, change: (x: number, group: number) => number): FloatData => {
    const other = given.shape.slice(1);
    const fits =
      options.per === 'all' ||
      (options.per === 'channel' ? other.at(-1) === row.at(-1) : rowLength(given.shape) === groups);
    if (!fits) {
      throw new ArgumentError(
        `${owner}: expected rows of shape [${row.join(', ')}], as the mean of '${column}' is of, got [${other.join(', ')}].`,
      );
    }
    const data = new Float32Array(given.data.length);
    for (let i = 0, g = 0; i < data.length; i++, g = g + 1 === groups ? 0 : g + 1)
      data[i] = change(given.data[i]!, g);
    return { data, shape: [...given.shape] };
  };
  return {
    mean,
    scale,
    apply: (table) => {
      requireTable(owner, table);
      const given = numbersOf(owner, table, column);
      const floats = changed(given, (x, g) => (Number.isNaN(x) ? 0 : (x - mean[g]!) / scale[g]!));
      return new Table({ ...table.columns, [column]: floats }) as never;
    },
    invert: (numbers) => changed(numbers, (x, g) => x * scale[g]! + mean[g]!),
  };
}

function requireTable(owner: string, table: unknown): void {
  if (table instanceof Table) return;
  throw new ArgumentError(`${owner}: apply takes a table, got ${describe(table)}.`);
}
