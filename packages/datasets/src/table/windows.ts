import { ArgumentError, checkOptions, checkSize } from '@thaw/backend';

import { columnNames, type ColumnValues, rowLength, type TableColumns } from './columns.ts';
import { gatherRows } from './gather-rows.ts';

/** How windows lie on the rows. */
export interface WindowOptions {
  /** How many rows one window begins after the one before. @defaultValue 1 */
  readonly stride?: number;
  /** How many rows the target is ahead of the input, where the table has no targets of its own. @defaultValue 1 */
  readonly ahead?: number;
}

/** Columns of windows: with a target, which is the input of later rows where there was none. */
export type Windowed<Columns extends TableColumns> = 'target' extends keyof Columns
  ? Columns
  : Columns & { readonly target: Columns['input'] };

/** Windows of `size` rows of every column, [windows, size, ...]; what is left at the end is left out. */
export function windowColumns<Columns extends TableColumns>(
  columns: Columns,
  rows: number,
  size: number,
  options: WindowOptions,
): Windowed<Columns> {
  checkOptions('Table.window', options, ['stride', 'ahead']);
  checkSize('Table.window', 'size', size);
  const stride = checkSize('Table.window', 'stride', options.stride ?? 1);
  const own = Object.hasOwn(columns, 'target');
  if (!own && !Object.hasOwn(columns, 'input')) {
    throw new ArgumentError(
      `Table.window: there is no column 'input' whose later rows could be the target; the columns are ${columnNames(columns)}.`,
    );
  }
  if (own && options.ahead !== undefined) {
    throw new ArgumentError("Table.window: the table has targets of its own, so leave out 'ahead'.");
  }
  const ahead = own ? 0 : checkSize('Table.window', 'ahead', options.ahead ?? 1);
  const count = Math.floor((rows - ahead - size) / stride) + 1;
  if (count < 1) {
    throw new ArgumentError(
      `Table.window: ${rows} rows hold no window of ${size}${ahead ? ` with a target ${ahead} ahead` : ''}.`,
    );
  }
  const cut = (name: string, shift: number): { data: ColumnValues; shape: number[] } => {
    const { data, shape, ...rest } = columns[name]!;
    const places = Int32Array.from({ length: count * size }, (_, i) => {
      return Math.floor(i / size) * stride + (i % size) + shift;
    });
    const windows = gatherRows<ColumnValues>(data, places, rowLength(shape));
    return { data: windows, shape: [count, size, ...shape.slice(1)], ...rest };
  };
  const entries = Object.keys(columns).map((name) => [name, cut(name, 0)]);
  if (!own) entries.push(['target', cut('input', ahead)]);
  return Object.fromEntries(entries) as Windowed<Columns>;
}
