import { ArgumentError } from '@thaw/backend';
import type { ArrayData } from '@thaw/core';

import { gatherRows } from './gather-rows.ts';

/** A column of numbers, [rows, ...]; where they are the numbers of classes, counted from 0, with the name of each. */
export interface NumberData extends ArrayData {
  readonly classes?: readonly string[];
}

/** A column of texts, [rows, ...]: what is read or shown, and becomes numbers before a model learns from it. */
export interface TextData {
  readonly data: readonly string[];
  readonly shape: readonly number[];
}

/** Columns by name. A column has shape [rows, ...]: whatever one row holds, a number, a text, a vector or an image. */
export type TableColumns = Readonly<Record<string, NumberData | TextData>>;

/** Columns of numbers alone: what a table is taken to have until more is known of it. */
export type NumberColumns = Readonly<Record<string, NumberData>>;

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
  const frozen = entries.map(([name, column]) => {
    const classes = classesOf(column);
    const named = classes && { classes: Object.freeze([...classes]) };
    return [name, Object.freeze({ data: column.data, shape: Object.freeze([...column.shape]), ...named })];
  });
  return Object.freeze(Object.fromEntries(frozen)) as unknown as Columns;
}

/** The given rows of every column, in the given order, copied. */
export function gather<Columns extends TableColumns>(columns: Columns, rows: ArrayLike<number>): Columns {
  return mapColumns(columns, ({ data, shape }) => {
    return { data: gatherRows(data, rows, rowLength(shape)), shape: [rows.length, ...shape.slice(1)] };
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

/** The class of every row: its values in the column, as text. */
export function classKeys({ data, shape }: NumberData | TextData): string[] {
  const width = rowLength(shape);
  return Array.from({ length: shape[0]! }, (_, row) => data.slice(row * width, (row + 1) * width).join());
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

/** The names of the classes of a column, where it has them. */
export function classesOf(column: NumberData | TextData): readonly string[] | undefined {
  return (column as NumberData).classes;
}

/** Whether a column holds texts. */
export function isText(column: NumberData | TextData): column is TextData {
  return Array.isArray(column.data);
}

/** What holds a column's values: numbers of one kind, or texts. */
export type ColumnValues = NumberData['data'] | TextData['data'];

/** An array of the same kind and another length: of 0, or of empty texts. */
export function emptyLike<Values extends ColumnValues>(data: Values, length: number): Values;
export function emptyLike(data: ColumnValues, length: number): ColumnValues {
  if (data instanceof Float32Array) return new Float32Array(length);
  if (data instanceof Int32Array) return new Int32Array(length);
  if (data instanceof Uint8Array) return new Uint8Array(length);
  return Array.from({ length }, () => '');
}

function mapColumns<Columns extends TableColumns>(
  columns: Columns,
  change: (column: { data: ColumnValues; shape: readonly number[] }) => object,
): Columns {
  const entries = Object.entries(columns).map(([name, column]) => {
    const classes = classesOf(column);
    return [name, classes ? { ...change(column), classes } : change(column)] as const;
  });
  return Object.fromEntries(entries) as Columns; // each column keeps its name and its kind of values
}

function checkColumn(name: string, column: NumberData | TextData): void {
  const { data, shape } = column;
  const texts = isText(column) && column.data.every((value) => typeof value === 'string');
  if (!(texts || data instanceof Float32Array || data instanceof Int32Array || data instanceof Uint8Array)) {
    throw new ArgumentError(
      `Table: the data of column '${name}' must be a Float32Array, Int32Array or Uint8Array, so that its tensor has a dtype, or an array of texts.`,
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
      `Table: column '${name}' has ${data.length} ${texts ? 'texts' : 'numbers'} where its shape [${shape.join(', ')}] holds ${product}.`,
    );
  }
}
