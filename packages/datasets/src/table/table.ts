import { ArgumentError, type Random, sharedRandom } from '@thaw/backend';
import { type Fold, kFold } from '@thaw/core/search';

import type { BatchStream } from './batch-stream.ts';
import { type BatchesOptions, type ScaledColumns, type TableBatch, TableBatches } from './batches.ts';
import { checkCount, checkRange, checkRank, checkRowNumbers } from './check-rows.ts';
import {
  classKeys,
  columnNames,
  freezeColumns,
  gather,
  type NumberColumns,
  sliceColumns,
  type TableColumns,
} from './columns.ts';
import type { FieldColumns, FieldSpec, MissingOptions } from './fields.ts';
import { columnsOfObjects } from './from-objects.ts';
import { concatColumns, zipColumns } from './join.ts';
import { keptRows, type MappedColumns, mapRows, type Row, type RowValue } from './map-rows.ts';
import { type SplitOptions, splitRows } from './split.ts';
import { windowColumns, type Windowed, type WindowOptions } from './windows.ts';

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
   * A table of objects, a row each; a column is made of a field or of several: `{ input: ['width', 'height'], target: 'kind' }`.
   * Several fields are numbers, side by side. One field is numbers, or, where it holds texts, the numbers of classes, whose names
   * then stand with the column as `classes`, sorted; `{ fields, as: 'numbers' | 'classes' | 'texts' }` says which.
   *
   * @throws {ArgumentError} when a field is not there, or a value is missing or no number: the row and the field are named.
   * @example
   * ```ts
   * import { Table } from '@thaw/datasets';
   *
   * const leaves = [{ width: 1, height: 2, kind: 'oak' }, { width: 3, height: 1, kind: 'ash' }];
   * const { input, target } = Table.fromObjects(leaves, { input: ['width', 'height'], target: 'kind' }).columns;
   * console.log(input.shape, target.data.join(), target.classes); // [ 2, 2 ] 1,0 [ 'ash', 'oak' ]
   * ```
   */
  static fromObjects<const Specs extends Readonly<Record<string, FieldSpec>>>(
    rows: Iterable<object>,
    columns: Specs,
    options: MissingOptions = {},
  ): Table<FieldColumns<Specs>> {
    return new Table(columnsOfObjects(rows, columns, options));
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
    checkRowNumbers(rows, this.rows);
    return new Table(gather(this.columns, rows));
  }

  /**
   * The rows begin … end − 1.
   *
   * @throws {ArgumentError} unless 0 ≤ begin ≤ end ≤ rows, all whole numbers.
   */
  slice(begin: number, end: number = this.rows): Table<Columns> {
    checkRange(begin, end, this.rows);
    return new Table(sliceColumns(this.columns, begin, end));
  }

  /**
   * The first `count` rows.
   *
   * @throws {ArgumentError} when the table has no such number of rows.
   */
  take(count: number): Table<Columns> {
    checkCount(count, this.rows);
    return this.slice(0, count);
  }

  /**
   * A table of what `change` makes of each row: of every column it is given the row's values, a typed array or texts.
   *
   * It returns columns by name: a number or an array of numbers becomes float32, a typed array stays of its kind, `{ data, shape }`
   * has that shape; an array as long as the column's rows were keeps their shape.
   *
   * @throws {ArgumentError} when the table is empty, or rows become of different names, kinds or lengths.
   * @example
   * ```ts
   * import { iris } from '@thaw/datasets';
   *
   * const petals = iris().map(({ input, target }) => ({ input: [input[2]! * input[3]!], target }));
   * console.log(petals.column('input').shape); // [ 150, 1 ]
   * ```
   */
  map<Made extends Readonly<Record<string, RowValue>>>(
    change: (row: Row<Columns>, index: number) => Made,
  ): Table<MappedColumns<Made>> {
    return new Table(mapRows(this.columns, this.rows, change));
  }

  /** The rows for which `keep` is true, in their order. */
  filter(keep: (row: Row<Columns>, index: number) => boolean): Table<Columns> {
    return this.select(keptRows(this.columns, this.rows, keep));
  }

  /**
   * The rows of this table, then those of the others.
   *
   * @throws {ArgumentError} when they have other columns, or columns of another kind, row shape or classes.
   */
  concat(...others: readonly Table<Columns>[]): Table<Columns> {
    return new Table(concatColumns([this.columns, ...others.map(({ columns }) => columns)]));
  }

  /**
   * The columns of this table and of another with as many rows, side by side.
   *
   * @throws {ArgumentError} when both have a column of one name, or their numbers of rows differ.
   */
  zip<Other extends TableColumns>(other: Table<Other>): Table<Columns & Other> {
    return new Table(zipColumns(this.columns, other.columns));
  }

  /**
   * Overlapping windows of `size` rows, for tables whose rows are the steps of a sequence: every column becomes
   * [windows, size, ...]. Without a column `target`, it is made: the input of the rows one later, to be foretold.
   *
   * @throws {ArgumentError} when there is no whole window, or a size is not a positive integer.
   * @example
   * ```ts
   * import { Table } from '@thaw/datasets';
   *
   * const series = new Table({ input: { data: Float32Array.of(1, 2, 3, 4, 5), shape: [5] } });
   * const { input, target } = series.window(3, { stride: 1 }).columns;
   * console.log(input.data.join(), target.data.join()); // 1,2,3,2,3,4 2,3,4,3,4,5
   * ```
   */
  window(size: number, options: WindowOptions = {}): Table<Windowed<Columns>> {
    return new Table(windowColumns(this.columns, this.rows, size, options));
  }

  /**
   * The rows rank, rank + of, rank + 2·of, …: the part of one of `of` machines that learn together. All parts are equally long, so
   * up to of − 1 rows at the end are in none; shuffle before, with one seed on all machines, where rows stand in an order.
   *
   * @throws {ArgumentError} unless 0 ≤ rank < of, both whole numbers.
   */
  shard(rank: number, of: number): Table<Columns> {
    checkRank(rank, of);
    return this.select(Array.from({ length: Math.floor(this.rows / of) }, (_, i) => rank + i * of));
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
    const classes = options.stratify === undefined ? undefined : classKeys(this.column(options.stratify));
    const parts = splitRows(this.rows, fractions, options.random ?? sharedRandom().fork(), classes);
    const tables = Object.entries(parts).map(([part, rows]) => [part, this.select(rows)] as const);
    return Object.fromEntries(tables) as Record<Part | 'training', Table<Columns>>;
  }

  /**
   * k folds, each once what is measured on while the others are learnt from: `kFold` of '@thaw/core/search'.
   *
   * @throws {ArgumentError} when there are fewer rows than folds, fewer than two folds, or no column to stratify by.
   */
  folds(k: number, options: SplitOptions<Columns> = {}): Fold<Table<Columns>>[] {
    return kFold(this, k, options) as Fold<Table<Columns>>[];
  }

  /**
   * Batches of `size` rows, in a new order each epoch, to be handed to `fit` or gone through in a loop.
   *
   * @throws {ArgumentError} when size is not a positive integer, or the table is empty or has no column `input`.
   */
  batches<Scaled extends keyof Columns & string = never>(
    size: number,
    options: BatchesOptions<Columns, Scaled> & { readonly prefetch: number },
  ): BatchStream<TableBatch<ScaledColumns<Columns, Scaled>>>;
  batches<Scaled extends keyof Columns & string = never>(
    size: number,
    options?: BatchesOptions<Columns, Scaled>,
  ): TableBatches<ScaledColumns<Columns, Scaled>>;
  batches(size: number, options: BatchesOptions<Columns> = {}): unknown {
    const batches = new TableBatches(this.columns, this.rows, size, options);
    return options.prefetch === undefined ? batches : batches.prefetch(options.prefetch);
  }
}
