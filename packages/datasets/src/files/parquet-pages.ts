import { readThrift, type ThriftStruct } from './thrift.ts';

/** What is known of a column's chunk before it is decoded. */
export interface Chunk {
  readonly bytes: Uint8Array;
  /** How many rows its group has: so many values the pages must hold. */
  readonly rows: number;
  /** Whether values may be missing, which every page then tells of in definition levels. */
  readonly optional: boolean;
  readonly boolean: boolean;
  readonly decompress: (bytes: Uint8Array, length: number) => Uint8Array;
}

/** Encodings whose pages are looked through before they are decoded: PLAIN, PLAIN_DICTIONARY, RLE, RLE_DICTIONARY. */
const [PLAIN, PLAIN_DICTIONARY, RLE, RLE_DICTIONARY] = [0, 2, 3, 8];

/**
 * Looks through the pages of a column, before anybody makes an array by what they say: that they lie within the chunk, hold as many
 * values as the group has rows, and that no run of equal values is longer than what is left. A run of a thousand million values
 * takes six bytes to write.
 *
 * @throws {RangeError} when they do not, or values are encoded otherwise.
 * @see https://parquet.apache.org/docs/file-format/data-pages/encodings/
 */
export function checkPages({ bytes, rows, optional, boolean, decompress }: Chunk): void {
  let values = 0;
  for (let at = 0; values < rows;) {
    if (at >= bytes.length) throw new RangeError(`there are ${values} values where ${rows} rows are told of`);
    const { struct: header, end } = readThrift(bytes, at);
    const [kind, length, packed] = [1, 2, 3].map((id) => numberIn(header, id)) as [number, number, number];
    if (packed < 0 || packed > bytes.length - end) throw new RangeError('a page is longer than its column');
    at = end + packed;
    const page = bytes.subarray(end, at);
    if (kind === 2) {
      const count = numberIn(structIn(header, 7), 1);
      if (count < 0 || count > 8 * length) throw new RangeError('a dictionary is longer than its page');
      decompress(page, length);
      continue;
    }
    const second = kind === 3;
    if (kind !== 0 && !second) throw new RangeError(`there is no page of kind ${kind}`);
    const data = structIn(header, second ? 8 : 5);
    const count = numberIn(data, 1);
    if (count < 1 || count > rows - values) {
      throw new RangeError(`a page tells of ${count} values where ${rows - values} are left`);
    }
    values += count;
    if (second)
      throw new RangeError(
        'its pages are of version 2, which is not read; write it with data pages of version 1',
      );
    checkDataPage(decompress(page, length), count, numberIn(data, 2), optional, boolean);
  }
}

function checkDataPage(
  page: Uint8Array,
  count: number,
  encoding: number,
  optional: boolean,
  boolean: boolean,
): void {
  let at = 0;
  if (optional) {
    const length = uint32(page, 0);
    if (length > page.length - 4) throw new RangeError('definition levels are longer than their page');
    checkRuns(page.subarray(4, 4 + length), 1, count);
    at = 4 + length;
  }
  if (encoding === PLAIN) return; // it fails when it is decoded and holds too little
  if (encoding === RLE && boolean) {
    checkRuns(page.subarray(at + 4), 1, count);
  } else if (encoding === PLAIN_DICTIONARY || encoding === RLE_DICTIONARY) {
    const width = page[at];
    if (width === undefined) return; // all are missing; a page with a value fails when it is decoded
    if (width > 32) throw new RangeError(`numbers of ${width} bits are no places in a dictionary`);
    if (width > 0) checkRuns(page.subarray(at + 1), width, count);
  } else {
    throw new RangeError(
      `its values are in encoding ${encoding}, which is not read; write it PLAIN or with a dictionary`,
    );
  }
}

/** Runs of the hybrid of equal and of packed values: none may be longer than the values there are, but for what fills the last byte. */
function checkRuns(bytes: Uint8Array, width: number, count: number): void {
  let [at, seen] = [0, 0];
  while (seen < count && at < bytes.length) {
    let [head, shift] = [0, 0];
    for (;;) {
      const next = bytes[at++];
      if (next === undefined || shift > 28) throw new RangeError('a run of values is cut');
      head += (next & 0x7f) * 2 ** shift;
      shift += 7;
      if (next < 0x80) break;
    }
    const packed = head % 2 === 1;
    const run = packed ? Math.floor(head / 2) * 8 : Math.floor(head / 2);
    if (run > count - seen + (packed ? 504 : 0))
      throw new RangeError('a run of values is longer than its page');
    at += packed ? (run / 8) * width : Math.ceil(width / 8);
    seen += run;
  }
}

function uint32(bytes: Uint8Array, at: number): number {
  if (at + 4 > bytes.length) throw new RangeError('a page is cut');
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at, true);
}

function numberIn(struct: ThriftStruct, id: number): number {
  const value = struct.get(id);
  if (typeof value === 'number') return value;
  throw new RangeError('a page says too little of itself');
}

function structIn(struct: ThriftStruct, id: number): ThriftStruct {
  const value = struct.get(id);
  if (value instanceof Map) return value as ThriftStruct;
  throw new RangeError('a page says too little of itself');
}
