import type { ColumnValues } from './columns.ts';

/**
 * Rows of `width` values each, in the given order, copied into an array of their own.
 *
 * Numbers are copied as words of 32 bits, whatever they mean: one loop over one kind of array, which an engine compiles to
 * plain loads and stores, makes no object for a row, and leaves the bits of a NaN as they are.
 */
export function gatherRows<Values extends ColumnValues>(
  data: Values,
  rows: ArrayLike<number>,
  width: number,
): Values;
export function gatherRows(data: ColumnValues, rows: ArrayLike<number>, width: number): ColumnValues {
  const length = rows.length * width;
  if (data instanceof Float32Array) {
    const out = new Float32Array(length);
    copyWords(wordsOf(data), wordsOf(out), rows, width);
    return out;
  }
  if (data instanceof Int32Array) {
    const out = new Int32Array(length);
    copyWords(data, out, rows, width);
    return out;
  }
  if (data instanceof Uint8Array) {
    const out = new Uint8Array(length);
    if (width % 4 === 0 && data.byteOffset % 4 === 0) copyWords(wordsOf(data), wordsOf(out), rows, width / 4);
    else copyBytes(data, out, rows, width);
    return out;
  }
  const out: string[] = [];
  for (let row = 0; row < rows.length; row++) {
    for (let i = 0; i < width; i++) out.push(data[rows[row]! * width + i]!);
  }
  return out;
}

/** The same rows as float32 numbers, each multiplied by `factor`. */
export function gatherScaled(
  data: Float32Array | Int32Array | Uint8Array,
  rows: ArrayLike<number>,
  width: number,
  factor: number,
): Float32Array {
  const out = new Float32Array(rows.length * width);
  for (let row = 0, place = 0; row < rows.length; row++) {
    const begin = rows[row]! * width;
    for (let i = 0; i < width; i++) out[place++] = data[begin + i]! * factor;
  }
  return out;
}

/** The same memory, read as whole numbers of 32 bits. */
function wordsOf({ buffer, byteOffset, byteLength }: Float32Array | Uint8Array): Int32Array {
  return new Int32Array(buffer, byteOffset, byteLength >> 2);
}

function copyWords(from: Int32Array, to: Int32Array, rows: ArrayLike<number>, width: number): void {
  for (let row = 0, place = 0; row < rows.length; row++) {
    const begin = rows[row]! * width;
    for (let i = 0; i < width; i++) to[place++] = from[begin + i]!;
  }
}

function copyBytes(from: Uint8Array, to: Uint8Array, rows: ArrayLike<number>, width: number): void {
  for (let row = 0, place = 0; row < rows.length; row++) {
    const begin = rows[row]! * width;
    for (let i = 0; i < width; i++) to[place++] = from[begin + i]!;
  }
}
