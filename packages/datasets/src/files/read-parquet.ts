import { ArgumentError, checkOptions, describe } from '@thaw/backend';
import type { ByteSource, SafetensorsSource } from '@thaw/core';
import { openBytes } from '@thaw/core/stores';
import type { FileMetaData } from 'hyparquet';

import { type FieldColumns, FieldReader, type FieldSpec, type MissingOptions } from '../table/fields.ts';
import { Table } from '../table/table.ts';
import { checkPages } from './parquet-pages.ts';
import { readThrift } from './thrift.ts';

/** A file that is no Parquet file, or one that is written as is not read. */
export class ParquetError extends Error {
  override readonly name = 'ParquetError';
}

type Codec = FileMetaData['row_groups'][0]['columns'][0] extends { meta_data?: infer Meta }
  ? NonNullable<Meta> extends { codec: infer Name }
    ? Name
    : never
  : never;

/** How much longer than its bytes a page may become: Snappy's 64 of 3, and gzip's 1032 of 1. */
const GROWTH: Partial<Record<string, number>> = { SNAPPY: 22, GZIP: 1033 };

/** How many values a byte of a file may tell of: equal values take next to none, and this many make a small file no great table. */
const VALUES_A_BYTE = 4096;

/**
 * A table of a Parquet file, whose columns are made of its fields as `Table.fromObjects` makes them of objects. Only the fields that are
 * asked for are read, of an address by ranges, a group of rows after the other.
 *
 * Read are flat fields of numbers, booleans and texts, as they are or with a dictionary, uncompressed, Snappy or gzip, in data pages of
 * version 1: what pandas and PyArrow write by default. All is looked through before it is decoded, so that no file makes arrays greater
 * than it can fill.
 *
 * @param source a path, an address, bytes, a Blob or `{ store, name }`.
 * @throws {ParquetError} when it is no Parquet file, is cut or spoiled, or written as is not read.
 * @throws {ArgumentError} when there is no such field or option, or a value is missing or no number: the row and the field are named.
 * @throws {FileError} when there is no such file.
 * @throws {DownloadError} when the address does not hand it out.
 * @see https://parquet.apache.org/docs/file-format/
 */
export async function readParquet<const Specs extends Readonly<Record<string, FieldSpec>>>(
  source: SafetensorsSource,
  columns: Specs,
  options: MissingOptions = {},
): Promise<Table<FieldColumns<Specs>>> {
  checkOptions('readParquet', options, ['missing', 'missingValues']);
  const reader = new FieldReader('readParquet', columns, options);
  if (typeof source !== 'string' && (typeof source !== 'object' || source === null)) {
    throw new ArgumentError(
      `readParquet: the file is a path, an address, bytes, a Blob or { store, name }, got ${describe(source)}.`,
    );
  }
  const file = await openBytes(source);
  const { fields } = reader;
  const metadata = await inWords(() => metadataOf(file));
  const names = metadata.schema.slice(1).map(({ name }) => name);
  const unknown = fields.find((field) => !names.includes(field));
  if (unknown !== undefined) {
    throw new ArgumentError(
      `readParquet: there is no field '${unknown}'; the fields are ${names.join(', ')}.`,
    );
  }
  let row = 0;
  for (const group of metadata.row_groups.keys()) {
    const rows = await inWords(() => readGroup(file, metadata, group, fields));
    for (const values of rows) reader.push((field) => values[field], `row ${row++}`);
  }
  return new Table(reader.columns());
}

async function metadataOf(file: ByteSource): Promise<FileMetaData> {
  const { parquetMetadata } = await import('hyparquet');
  if (file.size < 12) throw new RangeError(`${file.size} bytes are too few`);
  const tail = await file.read(file.size - 8, file.size);
  if (String.fromCharCode(...tail.subarray(4)) !== 'PAR1')
    throw new RangeError("it does not end with 'PAR1'");
  const length = new DataView(tail.buffer, tail.byteOffset).getUint32(0, true);
  if (length > file.size - 12) throw new RangeError(`its footer of ${length} bytes is longer than the file`);
  const footer = Uint8Array.from(await file.read(file.size - 8 - length, file.size));
  readThrift(footer.subarray(0, length), 0);
  const metadata = parquetMetadata(footer, { geoparquet: false });
  const values = Number(metadata.num_rows) * metadata.schema.length;
  if (!(values >= 0 && values <= VALUES_A_BYTE * file.size)) {
    throw new RangeError(`it tells of ${metadata.num_rows} rows, which ${file.size} bytes cannot hold`);
  }
  const rows = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (rows !== Number(metadata.num_rows))
    throw new RangeError(`it tells of ${metadata.num_rows} rows and its groups of ${rows}`);
  return metadata;
}

async function readGroup(
  file: ByteSource,
  metadata: FileMetaData,
  index: number,
  fields: readonly string[],
): Promise<Readonly<Record<string, unknown>>[]> {
  const { parquetReadObjects, snappyUncompress } = await import('hyparquet');
  const { gunzipSync } = await import('fflate');
  const decompressors: Partial<Record<string, (bytes: Uint8Array, length: number) => Uint8Array>> = {
    UNCOMPRESSED: (bytes) => bytes,
    SNAPPY: (bytes, length) => {
      const out = room('SNAPPY', bytes, length);
      snappyUncompress(bytes, out);
      return out;
    },
    GZIP: (bytes, length) => {
      const told = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(
        bytes.length - 4,
        true,
      );
      if (told !== length) throw new RangeError(`a page tells of ${length} bytes, and its gzip of ${told}`);
      return gunzipSync(bytes, { out: room('GZIP', bytes, length) });
    },
  };
  const group = metadata.row_groups[index]!;
  const rows = Number(group.num_rows);
  const chunks: { begin: number; bytes: Uint8Array }[] = [];
  for (const field of fields) {
    const element = metadata.schema.find(({ name }, place) => place > 0 && name === field)!;
    const column = group.columns.find(
      ({ meta_data: meta }) => meta?.path_in_schema.join('.') === field,
    )?.meta_data;
    if (!column || element.num_children || element.repetition_type === 'REPEATED') {
      throw new RangeError(
        `the field '${field}' is a list or has fields of its own, and only flat ones are read`,
      );
    }
    const decompress = decompressors[column.codec];
    if (!decompress)
      throw new RangeError(`the field '${field}' is compressed by ${column.codec}, which is not read`);
    const begin = Number(column.dictionary_page_offset || column.data_page_offset);
    const end = begin + Number(column.total_compressed_size);
    if (!(begin >= 0 && begin <= end && end <= file.size && Number.isSafeInteger(end))) {
      throw new RangeError(`the field '${field}' lies beyond the file`);
    }
    const bytes = Uint8Array.from(await file.read(begin, end));
    const [optional, boolean] = [element.repetition_type !== 'REQUIRED', column.type === 'BOOLEAN'];
    checkPages({ bytes, rows, optional, boolean, decompress });
    chunks.push({ begin, bytes });
  }
  const before = metadata.row_groups
    .slice(0, index)
    .reduce((sum, { num_rows: count }) => sum + Number(count), 0);
  return parquetReadObjects({
    file: { byteLength: file.size, slice: (begin, end = file.size) => slice(file, chunks, begin, end) },
    metadata,
    columns: [...fields],
    rowStart: before,
    rowEnd: before + rows,
    compressors: decompressors as Partial<
      Record<Codec & string, (bytes: Uint8Array, length: number) => Uint8Array>
    >,
  });
}

/** Bytes that were looked through, where they are asked for again. */
async function slice(
  file: ByteSource,
  chunks: readonly { begin: number; bytes: Uint8Array }[],
  begin: number,
  end: number,
): Promise<ArrayBuffer> {
  const found = chunks.find((chunk) => begin >= chunk.begin && end <= chunk.begin + chunk.bytes.length);
  const bytes = found
    ? found.bytes.slice(begin - found.begin, end - found.begin)
    : Uint8Array.from(await file.read(begin, end));
  return bytes.buffer as ArrayBuffer;
}

function room(codec: string, bytes: Uint8Array, length: number): Uint8Array {
  if (length >= 0 && length <= GROWTH[codec]! * bytes.length + 64) return new Uint8Array(length);
  throw new RangeError(`a page tells of ${length} bytes, which ${bytes.length} of ${codec} cannot hold`);
}

/** Whatever fails in it, fails as a file that is not as it should be. */
async function inWords<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (cause) {
    if (!(cause instanceof Error) || ['FileError', 'DownloadError', 'StoreError'].includes(cause.name))
      throw cause;
    throw new ParquetError(`readParquet: this is no Parquet file that can be read: ${cause.message}.`, {
      cause,
    });
  }
}
