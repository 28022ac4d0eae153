import { ArgumentError, describe } from '@thaw/backend';

import { unzipAtMost } from './unzip.ts';

/** Bytes that are no whole IDX file. */
export class IdxError extends Error {
  override readonly name = 'IdxError';
}

/** The numbers of an IDX file, the last axis changing fastest, and how they were written. */
export type IdxArray = {
  readonly [Type in keyof IdxData]: {
    readonly type: Type;
    readonly data: IdxData[Type];
    readonly shape: readonly number[];
  };
}[keyof IdxData];

/** What holds the numbers of each type. */
export interface IdxData {
  readonly uint8: Uint8Array;
  readonly int8: Int8Array;
  readonly int16: Int16Array;
  readonly int32: Int32Array;
  readonly float32: Float32Array;
  readonly float64: Float64Array;
}

/**
 * Reads an IDX file, the format of MNIST and its kin: numbers of one type in a grid of any number of axes.
 *
 * The file: two bytes 0, one for the type, one for the number of axes; the length of each axis as a big-endian uint32; the numbers,
 * big-endian. Types: 8 uint8, 9 int8, 11 int16, 12 int32, 13 float32, 14 float64. What begins as gzip does is unpacked first.
 *
 * Nothing is allocated that the file does not fill: a header is held against the bytes there are, and one inside gzip, whose bytes
 * are not yet known, against the 1032 bytes that deflate makes of one at most; unpacking ends where the header says the file does.
 *
 * @param bytes the whole file.
 * @returns numbers in an array of their type, uint8 for MNIST, and the lengths of the axes.
 * @throws {ArgumentError} when it is given no bytes.
 * @throws {IdxError} when they are no whole IDX file; it says where they go wrong.
 * @see LeCun, Cortes and Burges, "The MNIST database of handwritten digits", http://yann.lecun.com/exdb/mnist/
 * @example
 * ```ts
 * import { readIdx } from '@thaw/datasets';
 *
 * const file = Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6);
 * const { type, data, shape } = await readIdx(file);
 * console.log(type, shape, data.join(' ')); // uint8 [ 2, 3 ] 1 2 3 4 5 6
 * ```
 */
export async function readIdx(bytes: Uint8Array | ArrayBuffer): Promise<IdxArray> {
  if (!(bytes instanceof Uint8Array || bytes instanceof ArrayBuffer)) {
    throw new ArgumentError(
      `readIdx: expected the bytes of a file, a Uint8Array or an ArrayBuffer, got ${describe(bytes)}.`,
    );
  }
  const given = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
  const zipped = given[0] === 0x1f && given[1] === 0x8b;
  return parse(zipped ? await unzip(given) : given);
}

/** Unpacks the header first and, when it says how much there is, that and one byte more. */
async function unzip(packed: Uint8Array): Promise<Uint8Array> {
  try {
    const start = await unzipAtMost(packed, 4 + 4 * 255);
    const { begin, count, kind } = readHeader(start);
    const size = begin + count * kind.bytes;
    if (size > DEFLATE_AT_MOST * packed.length) {
      throw new IdxError(
        `readIdx: the header tells of ${size} bytes, which no ${packed.length} bytes of gzip can hold.`,
      );
    }
    return start.length > size ? start : await unzipAtMost(packed, size + 1);
  } catch (cause) {
    if (cause instanceof IdxError) throw cause;
    throw new IdxError(`readIdx: the gzip around the file is damaged or ends too early.`, { cause });
  }
}

/** How many bytes deflate makes of one at most: 258 of two bits. */
const DEFLATE_AT_MOST = 1032;

function parse(file: Uint8Array): IdxArray {
  const { begin, count, kind, shape } = readHeader(file);
  const size = begin + count * kind.bytes;
  if (file.length !== size) {
    const there = file.length < size ? `there are ${file.length}` : 'there are more';
    throw new IdxError(
      `readIdx: ${kind.type} of shape [${shape.join(', ')}] and its header take ${size} bytes, but ${there}.`,
    );
  }
  const view = new DataView(file.buffer, file.byteOffset + begin, count * kind.bytes);
  return { type: kind.type, data: kind.read(view, count), shape } as IdxArray;
}

/** Where the numbers begin, how many there are and of what kind. */
interface Header {
  readonly begin: number;
  readonly count: number;
  readonly kind: Kind;
  readonly shape: readonly number[];
}

function readHeader(file: Uint8Array): Header {
  if (file.length < 4) throw new IdxError(`readIdx: ${file.length} bytes are too few for a header of 4.`);
  const [first, second, code, axes] = file as unknown as [number, number, number, number];
  if (first !== 0 || second !== 0) {
    throw new IdxError(
      `readIdx: an IDX file begins with two bytes 0, or with those of gzip, 31 and 139; this one with ${first} and ${second}.`,
    );
  }
  const kind = kinds.get(code);
  if (!kind) {
    const known = Array.from(kinds, ([number, { type }]) => `${number} ${type}`).join(', ');
    throw new IdxError(`readIdx: the third byte, the type, is ${code}; the types are ${known}.`);
  }
  const begin = 4 + 4 * axes;
  if (file.length < begin) {
    throw new IdxError(
      `readIdx: a header of ${axes} axes takes ${begin} bytes, but there are ${file.length}.`,
    );
  }
  const view = new DataView(file.buffer, file.byteOffset);
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  // Lengths may multiply to infinity, which no 0 among them would mend.
  const count = shape.includes(0) ? 0 : shape.reduce((product, length) => product * length, 1);
  return { begin, count, kind, shape };
}

interface Kind {
  readonly type: keyof IdxData;
  /** Of one number. */
  readonly bytes: number;
  read(view: DataView, count: number): IdxData[keyof IdxData];
}

const kinds: ReadonlyMap<number, Kind> = /* @__PURE__ */ new Map<number, Kind>([
  [
    8,
    { type: 'uint8', bytes: 1, read: (view, count) => numbers(Uint8Array, count, (i) => view.getUint8(i)) },
  ],
  [9, { type: 'int8', bytes: 1, read: (view, count) => numbers(Int8Array, count, (i) => view.getInt8(i)) }],
  [
    11,
    {
      type: 'int16',
      bytes: 2,
      read: (view, count) => numbers(Int16Array, count, (i) => view.getInt16(2 * i)),
    },
  ],
  [
    12,
    {
      type: 'int32',
      bytes: 4,
      read: (view, count) => numbers(Int32Array, count, (i) => view.getInt32(4 * i)),
    },
  ],
  [
    13,
    {
      type: 'float32',
      bytes: 4,
      read: (view, count) => numbers(Float32Array, count, (i) => view.getFloat32(4 * i)),
    },
  ],
  [
    14,
    {
      type: 'float64',
      bytes: 8,
      read: (view, count) => numbers(Float64Array, count, (i) => view.getFloat64(8 * i)),
    },
  ],
]);

function numbers<Numbers extends IdxData[keyof IdxData]>(
  Numbers: new (count: number) => Numbers,
  count: number,
  at: (i: number) => number,
): Numbers {
  const data = new Numbers(count);
  for (let i = 0; i < count; i++) data[i] = at(i);
  return data;
}
