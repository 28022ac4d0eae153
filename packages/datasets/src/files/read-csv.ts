import { ArgumentError } from '@thaw/backend';

import { type FieldColumns, FieldReader, type FieldSpec, type MissingOptions } from '../table/fields.ts';
import { Table } from '../table/table.ts';
import type { FileSource } from './chunks.ts';
import { checkCsvOptions, type CsvOptions, csvOptionNames, csvRows } from './csv-rows.ts';

/** How a CSV file is written, and what is done where values are missing. */
export interface ReadCsvOptions extends CsvOptions, MissingOptions {}

/**
 * A table of a CSV file, whose columns are made of its fields as `Table.fromObjects` makes them of objects.
 *
 * The file is read in parts; what is held of it are the fields that were asked for.
 *
 * @param source a path, an address, bytes, a Blob such as a File, `{ store, name }`, a stream, or `{ text }`.
 * @param columns of which fields each column is made: `{ input: ['width', 'height'], target: 'kind' }`.
 * @throws {CsvError} when it is no CSV: quotes that do not close, rows with fields too many or too few, bytes that are no text.
 * @throws {ArgumentError} when there is no such field or option, or a value is missing or no number: the row and the field are named.
 * @throws {FileError} when there is no such file.
 * @throws {DownloadError} when the address does not hand it out.
 * @see RFC 4180, https://www.rfc-editor.org/rfc/rfc4180
 * @example
 * ```ts
 * import { readCsv } from '@thaw/datasets/files';
 *
 * const text = 'width,height,kind\n1,2,oak\n3,1,ash\n';
 * const table = await readCsv({ text }, { input: ['width', 'height'], target: 'kind' });
 * console.log(table.rows, table.column('target').classes); // 2 [ 'ash', 'oak' ]
 * ```
 */
export async function readCsv<const Specs extends Readonly<Record<string, FieldSpec>>>(
  source: FileSource,
  columns: Specs,
  options: ReadCsvOptions = {},
): Promise<Table<FieldColumns<Specs>>> {
  checkCsvOptions('readCsv', options, [...csvOptionNames, 'missing', 'missingValues']);
  const reader = new FieldReader('readCsv', columns, options);
  const { fields, rows } = await csvRows('readCsv', source, options);
  const places = new Map(fields.map((name, place) => [name, place]));
  const unknown = reader.fields.find((field) => !places.has(field));
  if (unknown !== undefined) {
    throw new ArgumentError(`readCsv: there is no field '${unknown}'; the fields are ${fields.join(', ')}.`);
  }
  let index = 0;
  for await (const row of rows) {
    reader.push((field) => row[places.get(field)!], `row ${index}`);
    index += 1;
  }
  return new Table(reader.columns());
}

/**
 * The rows of a CSV file one after the other, as objects of texts: for files that memory does not hold.
 *
 * @throws {CsvError} where a row is none.
 * @throws {ArgumentError} when an option is wrong.
 */
export async function* streamCsv(
  source: FileSource,
  options: CsvOptions = {},
): AsyncGenerator<Readonly<Record<string, string>>, void, void> {
  checkCsvOptions('streamCsv', options, csvOptionNames);
  const { fields, rows } = await csvRows('streamCsv', source, options);
  for await (const row of rows) yield Object.fromEntries(fields.map((name, place) => [name, row[place]!]));
}
