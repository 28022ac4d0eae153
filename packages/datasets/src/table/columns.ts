import { ArgumentError } from '@thaw/backend';
import type { ArrayData } from '@thaw/core';

/** Columns by name. A column has shape [rows, ...]: whatever one row holds, a number, a vector or an image. */
export type TableColumns = Readonly<Record<string, ArrayData>>;

/** A column that becomes a float32 tensor. */
export interface FloatData extends ArrayData {
  readonly data: Float32Array;
}

/** A column that becomes an int32 tensor. */
export interface IntegerData extends ArrayData {
  readonly data: Int32Array;
}

/** What a classifier learns from: input [rows, ...] and, as target [rows], the number of the class from 0 on. */
export type LabelledColumns = {
  readonly input: FloatData;
  readonly target: IntegerData;
};

/** A frozen copy of the columns (their numbers are not copied), once they fit together. */
export function freezeColumns<Columns extends TableColumns>(columns: Columns): Columns {
  const entries = Object.entries(columns);
  if (entries.length === 0) {
    throw new ArgumentError('Table: needs at least one column, such as { input: { data, shape } }.');
  }
  const [firstName, first] = entries[0]!;
  for (const [name, column] of entries) {
    checkColumn(name, column);
    const rows = column.shape[0]!;
    if (rows !== first.shape[0]) {
      throw new ArgumentError(
        `Table: column '${name}' has ${rows} rows and '${firstName}' has ${first.shape[0]}; ` +
          'all columns of a table need the same number of rows.',
      );
    }
  }
  const frozen = entries.map(([name, { data, shape }]) => {
    return [name, Object.freeze({ data, shape: Object.freeze([...shape]) })] as const;
  });
  return Object.freeze(Object.fromEntries(frozen)) as unknown as Columns;
}

/** The given rows of every column, in the given order, copied. */
export function gather<Columns extends TableColumns>(columns: Columns, rows: ArrayLike<number>): Columns {
  return mapColumns(columns, ({ data, shape }) => {
    const width = rowLength(shape);
    const out = emptyLike(data, rows.length * width);
    for (let row = 0; row < rows.length; row++) {
      const source = rows[row]! * width;
      for (let i = 0; i < width; i++) out[row * width + i] = data[source + i]!;
    }
    return { data: out, shape: [rows.length, ...shape.slice(1)] };
  });
}

/** The rows begin … end − 1 of every column, copied. */
export function sliceColumns<Columns extends TableColumns>(
  columns: Columns,
  begin: number,
  end: number,
): Columns {
  return mapColumns(columns, ({ data, shape }) => {
    const width = rowLength(shape);
    return { data: data.slice(begin * width, end * width), shape: [end - begin, ...shape.slice(1)] };
  });
}

/** The names of the columns as an error shows them: 'input', 'target'. */
export function columnNames(columns: TableColumns): string {
  return Object.keys(columns)
    .map((name) => `'${name}'`)
    .join(', ');
}

/** How many numbers one row holds. */
export function rowLength(shape: readonly number[]): number {
  return shape.slice(1).reduce((product, length) => product * length, 1);
}

function mapColumns<Columns extends TableColumns>(
  columns: Columns,
  change: (column: ArrayData) => ArrayData,
): Columns {
  const entries = Object.entries(columns).map(([name, column]) => [name, change(column)] as const);
  return Object.fromEntries(entries) as unknown as Columns; // each column keeps its name and its kind of numbers
}

function emptyLike(data: ArrayData['data'], length: number): ArrayData['data'] {
  if (data instanceof Float32Array) return new Float32Array(length);
  if (data instanceof Int32Array) return new Int32Array(length);
  return new Uint8Array(length);
}

function checkColumn(name: string, { data, shape }: ArrayData): void {
  if (!(data instanceof Float32Array || data instanceof Int32Array || data instanceof Uint8Array)) {
    throw new ArgumentError(
      `Table: the data of column '${name}' must be a Float32Array, Int32Array or Uint8Array, so that its tensor has a dtype.`,
    );
  }
  const product = shape.reduce((result, length) => result * length, 1);
  if (shape.length === 0 || !shape.every((length) => Number.isInteger(length) && length >= 0)) {
    throw new ArgumentError(
      `Table: the shape of column '${name}' must be whole numbers, the rows first, got [${shape.join(', ')}].`,
    );
  }
  if (data.length !== product) {
    throw new ArgumentError(
      `Table: column '${name}' has ${data.length} numbers where its shape [${shape.join(', ')}] holds ${product}.`,
    );
  }
}
