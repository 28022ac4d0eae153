import { ArgumentError, type Random, sharedRandom } from '@thaw/backend';
import type { ArrayData, BatchSource } from '@thaw/core';

import {
  columnNames,
  gather,
  isText,
  type NumberColumns,
  sliceColumns,
  type TableColumns,
} from './columns.ts';

/** How a table is cut into batches. */
export interface BatchesOptions {
  /** Whether every epoch goes through the rows in an order of its own. Default true. */
  readonly shuffle?: boolean;
  /** Whether the last rows are left out when they are too few for a whole batch. Default false. */
  readonly dropRemainder?: boolean;
  /** What shuffles. Default: a fork of the shared generator, which `seed` seeds, taken when the batches are made. */
  readonly random?: Random;
}

/** One batch: every column of the table, [batch, ...], as numbers on the host, so that there is nothing to dispose. */
export type TableBatch<Columns extends TableColumns = NumberColumns> = Columns & {
  readonly input: ArrayData;
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
  #loops = 0;

  constructor(columns: Columns, rows: number, size: number, options: BatchesOptions) {
    if (!Number.isInteger(size) || size < 1) {
      throw new ArgumentError(`Table.batches: size must be a whole number from 1 on, got ${size}.`);
    }
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
    return this.#batches(this.#random?.fork(index).permutation(this.#rows));
  }

  /** The next epoch. */
  [Symbol.iterator](): Iterator<TableBatch<Columns>> {
    return this.epoch(this.#loops++)[Symbol.iterator]();
  }

  *#batches(order: Int32Array | undefined): Generator<TableBatch<Columns>> {
    for (let batch = 0; batch < this.length; batch++) {
      const begin = batch * this.#size;
      const end = Math.min(begin + this.#size, this.#rows);
      if (order === undefined) yield sliceColumns(this.#columns, begin, end);
      else yield gather(this.#columns, order.subarray(begin, end));
    }
  }
}

function hasInput<Columns extends TableColumns>(columns: Columns): columns is TableBatch<Columns> {
  return Object.hasOwn(columns, 'input');
}
