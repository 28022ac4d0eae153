import { ArgumentError, type Random, sharedRandom } from '@thaw/backend';

import { type BatchesOptions, TableBatches } from './batches.ts';
import {
  columnNames,
  freezeColumns,
  gather,
  type NumberColumns,
  rowLength,
  sliceColumns,
  type TableColumns,
} from './columns.ts';
import { splitRows } from './split.ts';

/** How a table is split. */
export interface SplitOptions<Columns extends TableColumns = NumberColumns> {
  /** A column by whose values each part gets its share of every class. Default: none, rows are drawn from all. */
  readonly stratify?: keyof Columns & string;
  /** What draws the rows of each part. Default: a fork of the shared generator, which `seed` seeds. */
  readonly random?: Random;
}

/**
 * Rows of examples, held as named columns of numbers or texts, that never change: what alters a table returns another.
 *
 * Shapes: every column [rows, ...], with the same number of rows. For learning the columns are `input` and,
 * unless a rule needs none, `target`; a table may have more, and its batches have them all.
 * The constructor keeps the arrays it is given; every method that selects rows copies them.
 *
 * @throws {ArgumentError} when there is no column, when rows or shapes do not fit, or data is neither a typed array nor texts.
 * @example
 * ```ts
 * import { Table } from '@thaw/datasets';
 *
 * const squares = new Table({
 *   input: { data: Float32Array.of(0, 1, 2, 3, 4), shape: [5, 1] },
 *   target: { data: Float32Array.of(0, 1, 4, 9, 16), shape: [5, 1] },
 * });
 * const { training, validation } = squares.split({ validation: 0.4 });
 * console.log(training.rows, validation.rows); // 3 2
 * ```
 */
export class Table<Columns extends TableColumns = NumberColumns> {
  /** The columns by name; the object is frozen. */
  readonly columns: Columns;
  /** How many rows every column has. */
  readonly rows: number;

  constructor(columns: Columns) {
    this.columns = freezeColumns(columns);
    this.rows = Object.values(this.columns)[0]!.shape[0]!;
  }

  /**
   * One column, [rows, ...].
   *
   * @throws {ArgumentError} when there is none of that name.
   */
  column<Name extends keyof Columns & string>(name: Name): Columns[Name] {
    if (!Object.hasOwn(this.columns, name)) {
      throw new ArgumentError(
        `Table.column: there is no column '${name}'; the columns are ${columnNames(this.columns)}.`,
      );
    }
    return this.columns[name];
  }

  /**
   * The rows of the given numbers, in that order; a number may come more than once.
   *
   * @throws {ArgumentError} when there is no such row.
   */
  select(rows: ArrayLike<number>): Table<Columns> {
    for (let i = 0; i < rows.length; i++) {
      if (!Number.isInteger(rows[i]) || rows[i]! < 0 || rows[i]! >= this.rows) {
        throw new ArgumentError(
          `Table.select: there is no row ${rows[i]} in a table of ${this.rows} rows, counted from 0.`,
        );
      }
    }
    return new Table(gather(this.columns, rows));
  }

  /**
   * The rows begin … end − 1.
   *
   * @throws {ArgumentError} unless 0 ≤ begin ≤ end ≤ rows, all whole numbers.
   */
  slice(begin: number, end: number = this.rows): Table<Columns> {
    const whole = Number.isInteger(begin) && Number.isInteger(end);
    if (!whole || begin < 0 || end < begin || end > this.rows) {
      throw new ArgumentError(
        `Table.slice: begin and end must be whole numbers from 0 to ${this.rows}, begin not the greater, got ${begin} and ${end}.`,
      );
    }
    return new Table(sliceColumns(this.columns, begin, end));
  }

  /**
   * The first `count` rows.
   *
   * @throws {ArgumentError} when the table has no such number of rows.
   */
  take(count: number): Table<Columns> {
    if (!Number.isInteger(count) || count < 0 || count > this.rows) {
      throw new ArgumentError(
        `Table.take: count must be a whole number from 0 to ${this.rows}, the rows there are, got ${count}.`,
      );
    }
    return this.slice(0, count);
  }

  /** All rows in random order, drawn from `random`, by default a fork of the shared generator. */
  shuffle(random: Random = sharedRandom().fork()): Table<Columns> {
    return this.select(random.permutation(this.rows));
  }

  /**
   * Parts drawn at random: one for each fraction, and `training`, which gets the rows that are left.
   *
   * Sizes are the fractions of the rows, rounded by largest remainder. With `stratify` each part also gets its
   * share of every class, to within one row for a named part. The rows of a part stay in their order.
   *
   * @throws {ArgumentError} when a fraction is not between 0 and 1, they add up to 1, or a part would be empty.
   * @example
   * ```ts
   * import { digits } from '@thaw/datasets';
   *
   * const { training, validation, test } = digits().split({ validation: 0.1, test: 0.2 }, { stratify: 'target' });
   * console.log(training.rows, validation.rows, test.rows); // 1258 180 359
   * ```
   */
  split<Part extends string>(
    fractions: Readonly<Record<Part, number>>,
    options: SplitOptions<Columns> = {},
  ): Record<Part | 'training', Table<Columns>> {
    const classes = options.stratify === undefined ? undefined : this.#classes(options.stratify);
    const parts = splitRows(this.rows, fractions, options.random ?? sharedRandom().fork(), classes);
    const tables = Object.entries(parts).map(([part, rows]) => [part, this.select(rows)] as const);
    return Object.fromEntries(tables) as Record<Part | 'training', Table<Columns>>;
  }

  /**
   * Batches of `size` rows, in a new order each epoch, to be handed to `fit` or gone through in a loop.
   *
   * @throws {ArgumentError} when size is not a positive integer, or the table is empty or has no column `input`.
   */
  batches(size: number, options: BatchesOptions = {}): TableBatches<Columns> {
    return new TableBatches(this.columns, this.rows, size, options);
  }

  /** The class of every row: its values in the column, as text. */
  #classes(name: keyof Columns & string): string[] {
    const { data, shape } = this.column(name);
    const width = rowLength(shape);
    return Array.from({ length: this.rows }, (_, row) => data.slice(row * width, (row + 1) * width).join());
  }
}
