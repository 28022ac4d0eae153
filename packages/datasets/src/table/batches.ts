import { ArgumentError, checkOptions, checkSize, describe, type Random, sharedRandom } from '@thaw/backend';
import type { ArrayData, Batch, BatchSource } from '@thaw/core';

import { balancedRows } from './balance.ts';
import { type BatchStream, type ChangeBatch, mapBatches, prefetchBatches } from './batch-stream.ts';
import {
  classKeys,
  columnNames,
  type FloatData,
  gather,
  isText,
  rowLength,
  type NumberColumns,
  sliceColumns,
  type TableColumns,
} from './columns.ts';
import { gatherScaled } from './gather-rows.ts';

/** How a table is cut into batches. */
export interface BatchesOptions<
  Columns extends TableColumns = NumberColumns,
  Scaled extends string = string,
> {
  /** Whether every epoch goes through the rows in an order of its own. Default true. */
  readonly shuffle?: boolean;
  /** Whether the last rows are left out when they are too few for a whole batch. Default false. */
  readonly dropRemainder?: boolean;
  /**
   * A column whose classes come equally often, to within one row: an epoch has as many rows as the table, those of rare classes
   * more than once and of frequent ones not all. Default: none, every row comes once.
   */
  readonly balance?: keyof Columns & string;
  /** Columns that become float32, multiplied by a factor: `{ input: 1 / 255 }` for images kept as bytes. Default: none. */
  readonly scale?: Readonly<Record<Scaled, number>>;
  /** How many batches are asked for before they are needed; they then come as an async iterable. Default: none, they are made when asked for. */
  readonly prefetch?: number;
  /** What shuffles. Default: a fork of the shared generator, which `seed` seeds, taken when the batches are made. */
  readonly random?: Random;
}

/** One batch: every column of the table, [batch, ...], as numbers on the host, so that there is nothing to dispose. */
export type TableBatch<Columns extends TableColumns = NumberColumns> = Columns & {
  readonly input: ArrayData;
};

/** Columns of which some became float32. */
export type ScaledColumns<Columns extends TableColumns, Scaled extends string> = {
  readonly [Name in keyof Columns]: Name extends Scaled ? FloatData : Columns[Name];
};

/**
 * The batches of a table, to be gone through again and again.
 *
 * The order of epoch e is drawn from `random.fork(e)`: it depends on the seed and the epoch alone, so that a run
 * that resumes at epoch 5 sees what it would have seen. A loop over the object itself is one epoch: the first
 * loop epoch 0, the next epoch 1, and so on.
 *
 * Shapes: every column [size, ...]; the last batch of an epoch has the rows that are left.
 *
 * @throws {ArgumentError} when size is not a positive integer, or the table is empty or has no column `input`.
 * @example
 * ```ts
 * import { xor } from '@thaw/datasets';
 *
 * for (const { input, target } of xor().batches(2, { shuffle: false })) {
 *   console.log([...input.data], [...target.data]); // [ 0, 0, 0, 1 ] [ 0, 1 ], then [ 1, 0, 1, 1 ] [ 1, 0 ]
 * }
 * ```
 */
export class TableBatches<Columns extends TableColumns = NumberColumns> implements BatchSource {
  /** How many batches an epoch has. */
  readonly length: number;
  readonly #columns: TableBatch<Columns>;
  readonly #rows: number;
  readonly #size: number;
  readonly #random: Random | undefined;
  readonly #scaled: readonly Scaled[] | undefined;
  readonly #classes: readonly string[] | undefined;
  #loops = 0;

  constructor(columns: Columns, rows: number, size: number, options: BatchesOptions<Columns>) {
    checkOptions('Table.batches', options, optionNames);
    checkSize('Table.batches', 'size', size);
    if (rows === 0) {
      throw new ArgumentError('Table.batches: the table is empty; batches need at least one row.');
    }
    if (!hasInput(columns)) {
      throw new ArgumentError(
        `Table.batches: there is no column 'input' to learn from; the columns are ${columnNames(columns)}.`,
      );
    }
    if (isText(columns['input']!)) {
      throw new ArgumentError(
        "Table.batches: the column 'input' holds texts, and a model learns from numbers; turn them into numbers, or give the column another name.",
      );
    }
    const { shuffle = true, dropRemainder = false } = options;
    this.length = dropRemainder ? Math.floor(rows / size) : Math.ceil(rows / size);
    if (this.length === 0) {
      throw new ArgumentError(
        `Table.batches: ${rows} rows make no whole batch of ${size} and dropRemainder leaves them out; take a smaller size.`,
      );
    }
    this.#columns = columns;
    this.#rows = rows;
    this.#size = size;
    if (shuffle) this.#random = options.random ?? sharedRandom().fork();
    const { scale, balance } = options;
    this.#scaled = scale && toScale(columns, scale);
    if (scale) {
      const others = Object.entries(columns).filter(([name]) => !Object.hasOwn(scale, name));
      this.#columns = Object.fromEntries(others) as unknown as TableBatch<Columns>; // the others are put in as they are scaled
    }
    if (balance === undefined) return;
    if (!shuffle) {
      throw new ArgumentError("Table.batches: 'balance' draws rows at random, so leave out shuffle: false.");
    }
    if (!Object.hasOwn(columns, balance)) {
      throw new ArgumentError(
        `Table.batches: there is no column '${balance}' to balance; the columns are ${columnNames(columns)}.`,
      );
    }
    this.#classes = classKeys(columns[balance]!);
  }

  /**
   * The batches of epoch `index`, counted from 0: the same index gives the same batches.
   *
   * @throws {ArgumentError} when index is not a whole number from 0 on.
   */
  epoch(index: number): Iterable<TableBatch<Columns>> {
    if (!Number.isInteger(index) || index < 0) {
      throw new ArgumentError(`TableBatches.epoch: index must be a whole number from 0 on, got ${index}.`);
    }
    const random = this.#random?.fork(index);
    if (this.#classes) return this.#batches(balancedRows(this.#classes, random!));
    return this.#batches(random?.permutation(this.#rows));
  }

  /** The next epoch. */
  [Symbol.iterator](): Iterator<TableBatch<Columns>> {
    return this.epoch(this.#loops++)[Symbol.iterator]();
  }

  /**
   * What `change` makes of every batch, once it is asked for: it may wait, and knows the epoch and the place, so that what it
   * draws can be drawn from `random.fork(epoch).fork(index)`.
   */
  map<Made extends Batch>(change: ChangeBatch<TableBatch<Columns>, Made>): BatchStream<Made> {
    return mapBatches(this, change);
  }

  /** The same batches as an async iterable, up to `count` asked for ahead. */
  prefetch(count: number): BatchStream<TableBatch<Columns>> {
    return prefetchBatches(this, count);
  }

  *#batches(order: Int32Array | undefined): Generator<TableBatch<Columns>> {
    for (let batch = 0; batch < this.length; batch++) {
      const begin = batch * this.#size;
      const end = Math.min(begin + this.#size, this.#rows);
      const rows = order?.subarray(begin, end);
      const plain = rows ? gather(this.#columns, rows) : sliceColumns(this.#columns, begin, end);
      if (this.#scaled === undefined) yield plain;
      else yield { ...plain, ...scaledRows(this.#scaled, rows ?? range(begin, end)) };
    }
  }
}

const optionNames = ['shuffle', 'dropRemainder', 'balance', 'scale', 'prefetch', 'random'];

function scaledRows(scaled: readonly Scaled[], rows: Int32Array): Record<string, FloatData> {
  const entries = scaled.map(({ name, column: { data, shape }, factor }) => {
    const floats = gatherScaled(data, rows, rowLength(shape), factor);
    return [name, { data: floats, shape: [rows.length, ...shape.slice(1)] }] as const;
  });
  return Object.fromEntries(entries);
}

function range(begin: number, end: number): Int32Array {
  return Int32Array.from({ length: end - begin }, (_, i) => begin + i);
}

/** A column that becomes float32 on its way. */
interface Scaled {
  readonly name: string;
  readonly column: ArrayData;
  readonly factor: number;
}

function toScale(columns: TableColumns, scale: Readonly<Record<string, number>>): Scaled[] {
  return Object.entries(scale).map(([name, factor]) => {
    const column = Object.hasOwn(columns, name) ? columns[name]! : undefined;
    if (column === undefined || isText(column)) {
      throw new ArgumentError(
        `Table.batches: there is no column '${name}' of numbers to scale; the columns are ${columnNames(columns)}.`,
      );
    }
    if (!Number.isFinite(factor)) {
      throw new ArgumentError(
        `Table.batches: the scale of '${name}' must be a finite number, such as 1 / 255, got ${describe(factor)}.`,
      );
    }
    return { name, column, factor };
  });
}

function hasInput<Columns extends TableColumns>(columns: Columns): columns is TableBatch<Columns> {
  return Object.hasOwn(columns, 'input');
}
