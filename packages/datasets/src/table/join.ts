import { ArgumentError } from '@thaw/backend';

import { classesOf, type ColumnValues, columnNames, emptyLike, type TableColumns } from './columns.ts';

/** The rows of all tables, one table after the other: they have the same columns, of one kind and row shape. */
export function concatColumns<Columns extends TableColumns>(parts: readonly Columns[]): Columns {
  const first = parts[0]!;
  const names = Object.keys(first);
  for (const part of parts) {
    if (Object.keys(part).length !== names.length || !names.every((name) => Object.hasOwn(part, name))) {
      throw new ArgumentError(
        `Table.concat: the tables need the same columns; one has ${columnNames(first)}, another ${columnNames(part)}.`,
      );
    }
  }
  const joined = names.map((name) => {
    const columns = parts.map((part) => part[name]!);
    const [{ data, shape }] = columns as [(typeof columns)[0]];
    for (const column of columns) {
      const mine = kind(columns[0]!);
      const other = kind(column);
      if (mine === other) continue;
      throw new ArgumentError(
        `Table.concat: column '${name}' is ${mine} in one table and ${other} in another; they must be alike.`,
      );
    }
    const out: ColumnValues = emptyLike<ColumnValues>(
      data,
      columns.reduce((sum, column) => sum + column.data.length, 0),
    );
    let place = 0;
    for (const column of columns) {
      if (Array.isArray(out)) for (const text of column.data) out[place++] = text as string;
      else {
        (out as Uint8Array).set(column.data as Uint8Array, place);
        place += column.data.length;
      }
    }
    const classes = classesOf(columns[0]!);
    const rows = columns.reduce((sum, column) => sum + column.shape[0]!, 0);
    return [name, { data: out, shape: [rows, ...shape.slice(1)], ...(classes && { classes }) }];
  });
  return Object.fromEntries(joined) as Columns;
}

/** The columns of two tables, row beside row. */
export function zipColumns<Columns extends TableColumns, Other extends TableColumns>(
  columns: Columns,
  others: Other,
): Columns & Other {
  const twice = Object.keys(others).find((name) => Object.hasOwn(columns, name));
  if (twice !== undefined) {
    throw new ArgumentError(`Table.zip: both tables have a column '${twice}'; a name can stand for one.`);
  }
  return { ...columns, ...others };
}

/** What must be the same for rows to stand in one column, in words. */
function kind(column: TableColumns[string]): string {
  const row = column.shape.slice(1).join(', ');
  const classes = classesOf(column);
  const what = Array.isArray(column.data) ? 'texts' : column.data.constructor.name;
  return `${what} [rows${row && `, ${row}`}]${classes ? ` of the classes ${classes.join(', ')}` : ''}`;
}
