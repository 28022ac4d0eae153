import { ArgumentError, describe } from '@thaw/backend';

import {
  classesOf,
  type ColumnValues,
  type FloatData,
  type NumberData,
  rowLength,
  type TableColumns,
  type TextData,
} from './columns.ts';

/** One row of a table: of every column its values, one of them where the column is [rows]. */
export type Row<Columns extends TableColumns> = {
  readonly [Name in keyof Columns]: Columns[Name]['data'];
};

/** What one row of a column may be made from: a number, a text, several, or numbers with their shape. */
export type RowValue =
  | number
  | string
  | readonly number[]
  | ColumnValues
  | { readonly data: ColumnValues; readonly shape: readonly number[] };

/** The column that such rows make. */
type ColumnOf<Value> = Value extends number | readonly number[]
  ? FloatData
  : Value extends string | readonly string[]
    ? TextData
    : Value extends { readonly data: infer Data; readonly shape: readonly number[] }
      ? ColumnWith<Data>
      : ColumnWith<Value>;

type ColumnWith<Data> = Data extends NumberData['data']
  ? { readonly data: Data; readonly shape: readonly number[]; readonly classes?: readonly string[] }
  : TextData;

/** The columns that a function of a row makes. */
export type MappedColumns<Made> = { readonly [Name in keyof Made]: ColumnOf<Made[Name]> };

/** The rows of `columns`, one after another, each as copies. */
function* rowsOf<Columns extends TableColumns>(columns: Columns, count: number): Generator<Row<Columns>> {
  const entries = Object.entries(columns).map(([name, { data, shape }]) => {
    return { name, data, width: rowLength(shape) };
  });
  for (let row = 0; row < count; row++) {
    yield Object.fromEntries(
      entries.map(({ name, data, width }) => [name, data.slice(row * width, (row + 1) * width)]),
    ) as Row<Columns>;
  }
}

/** The numbers of the rows for which `keep` is true. */
export function keptRows<Columns extends TableColumns>(
  columns: Columns,
  count: number,
  keep: (row: Row<Columns>, index: number) => boolean,
): number[] {
  const kept: number[] = [];
  let index = 0;
  for (const row of rowsOf(columns, count)) {
    if (keep(row, index)) kept.push(index);
    index += 1;
  }
  return kept;
}

/** The columns that `change` makes, row by row: the first row says which there are, and of what kind and shape. */
export function mapRows<Columns extends TableColumns, Made extends Readonly<Record<string, RowValue>>>(
  columns: Columns,
  count: number,
  change: (row: Row<Columns>, index: number) => Made,
): MappedColumns<Made> {
  if (count === 0)
    throw new ArgumentError('Table.map: the table is empty, and no row says which columns there will be.');
  const made = new Map<string, Growing>();
  let index = 0;
  for (const row of rowsOf(columns, count)) {
    const values = Object.entries(requireRow(change(row, index), index));
    for (const [name, value] of values) {
      if (index === 0) made.set(name, begin(name, value, columns, count));
      const column = made.get(name);
      if (column === undefined) throw unlike(index, `has a column '${name}' that row 0 has not`);
      put(column, name, value, index);
    }
    if (values.length < made.size) throw unlike(index, 'lacks a column that row 0 has');
    index += 1;
  }
  return Object.fromEntries(
    [...made].map(([name, { column }]) => [name, column]),
  ) as unknown as MappedColumns<Made>;
}

/** A column that is being filled. */
interface Growing {
  readonly column: { data: Uint8Array; shape: number[]; classes?: readonly string[] };
  readonly width: number;
}

function begin(name: string, value: RowValue, columns: TableColumns, count: number): Growing {
  const values = valuesOf(value, name, 0);
  const before = Object.hasOwn(columns, name) ? columns[name]! : undefined;
  const shaped = typeof value === 'object' && 'shape' in value ? value.shape : undefined;
  const kept = before && rowLength(before.shape) === values.length ? before.shape.slice(1) : undefined;
  const single = typeof value === 'number' || typeof value === 'string';
  const shape = [count, ...(shaped ?? (single ? [] : (kept ?? [values.length])))];
  const classes = before && values instanceof Int32Array ? classesOf(before) : undefined;
  const data = emptyOf(values, count * values.length) as Uint8Array;
  return { column: { data, shape, ...(classes && { classes }) }, width: values.length };
}

function put({ column, width }: Growing, name: string, value: RowValue, row: number): void {
  const { data } = column;
  const values = valuesOf(value, name, row);
  if (kindOf(values) !== kindOf(data) || values.length !== width) {
    throw unlike(
      row,
      `makes ${values.length} ${kindOf(values)} of '${name}' where row 0 makes ${width} ${kindOf(data)}`,
    );
  }
  for (let i = 0; i < width; i++) data[row * width + i] = (values as ArrayLike<number>)[i]!;
}

function valuesOf(value: RowValue, name: string, row: number): ArrayLike<number> | readonly string[] {
  if (typeof value === 'number' || typeof value === 'string') return [value] as number[];
  const values = typeof value === 'object' && value !== null && 'shape' in value ? value.data : value;
  if (Array.isArray(values) || ArrayBuffer.isView(values)) return values as ArrayLike<number>;
  throw new ArgumentError(
    `Table.map: '${name}' of row ${row} must be a number, a text, an array of them or { data, shape }, got ${describe(value)}.`,
  );
}

function emptyOf(values: ArrayLike<number> | readonly string[], length: number): ColumnValues {
  if (values instanceof Int32Array) return new Int32Array(length);
  if (values instanceof Uint8Array) return new Uint8Array(length);
  if (typeof values[0] === 'string') return Array.from({ length }, () => '');
  return new Float32Array(length);
}

function kindOf(values: ArrayLike<number> | readonly string[]): string {
  if (values instanceof Int32Array) return 'int32 numbers';
  if (values instanceof Uint8Array) return 'bytes';
  return typeof values[0] === 'string' ? 'texts' : 'numbers';
}

function requireRow<Made>(made: Made, index: number): Made & object {
  if (typeof made === 'object' && made !== null && Object.keys(made).length > 0) return made;
  throw new ArgumentError(
    `Table.map: row ${index} must become an object such as { input, target }, got ${describe(made)}.`,
  );
}

function unlike(row: number, what: string): ArgumentError {
  return new ArgumentError(`Table.map: row ${row} ${what}; all rows of a table are alike.`);
}
