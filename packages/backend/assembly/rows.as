// AssemblyScript: rows of a table by their numbers: taken, added up, marked.
import { copyBytes } from './copy';
import { bytes, ceilDiv } from './pack';
import { argument, parallel, setArgument } from './threads';

export const GATHER: i32 = 19;
export const SEGMENT_SUM: i32 = 20;

const X: i32 = 0, IDS: i32 = 1, Y: i32 = 2, ROWS: i32 = 3, WIDTH: i32 = 4, COUNT: i32 = 5, ALL: i32 = 6, UNITS: i32 = 7;
const OUTER: i32 = 8, SEGMENTS: i32 = 9, BLOCK: i32 = 10;

/** The place of the first number that is none of 0 … rows − 1, or −1. */
export function findOutside(ids: usize, count: i32, rows: i32): i32 {
  for (let i = 0; i < count; i++) if (<u32>load<i32>(ids + bytes(i)) >= <u32>rows) return i;
  return -1;
}

/** Bytes of a chunk, about. */
const EACH: i32 = 1 << 17;

/**
 * y[b, o, i] = x[b, o, ids[b, i]] for `batch` times `outer` tables of `rows` rows, `width` bytes each, and `count` numbers of rows; all are
 * those of rows.
 */
export function gather(
  control: usize, x: usize, ids: usize, y: usize, batch: i32, outer: i32, rows: i32, count: i32, width: i32,
): void {
  const units = max(1, EACH / width);
  setArgument(control, X, <i32>x);
  setArgument(control, IDS, <i32>ids);
  setArgument(control, Y, <i32>y);
  setArgument(control, ROWS, rows);
  setArgument(control, WIDTH, width);
  setArgument(control, COUNT, count);
  setArgument(control, OUTER, outer);
  setArgument(control, ALL, batch * outer * count);
  setArgument(control, UNITS, units);
  parallel(control, GATHER, ceilDiv(batch * outer * count, units));
}

export function gatherChunk(control: usize, chunk: i32): void {
  const width = argument(control, WIDTH), count = argument(control, COUNT), rows = argument(control, ROWS);
  const units = argument(control, UNITS), first = chunk * units, end = min(argument(control, ALL), first + units);
  const x = <usize>argument(control, X), outer = argument(control, OUTER);
  let y = <usize>argument(control, Y) + <usize>first * width, table = first / count, i = first - table * count;
  let ids = <usize>argument(control, IDS) + bytes((table / outer) * count);
  for (let unit = first; unit < end; unit++, y += width) {
    const row = table * rows + load<i32>(ids + bytes(i));
    if (width == 4) store<i32>(y, load<i32>(x + bytes(row)));
    else copyBytes(x + <usize>row * width, y, width);
    if (++i == count) {
      i = 0;
      table++;
      if (table % outer == 0) ids += bytes(count);
    }
  }
}

/** Columns of a block; with fewer, the segments are shared among threads. */
const COLUMNS: i32 = 64;

/**
 * y[s] = Σ x[i] over all rows i with ids[i] = s, of `width` numbers each, added in their order; other numbers than those of segments add
 * to none. A chunk is a block of columns or a range of segments, so that the order is the same however many threads there are.
 */
export function segmentSum(control: usize, x: usize, ids: usize, y: usize, rows: i32, width: i32, segments: i32): void {
  const byColumns = width >= 2 * COLUMNS, block = byColumns ? COLUMNS : ceilDiv(segments, rows * width < 1 << 16 ? 1 : 4);
  setArgument(control, X, <i32>x);
  setArgument(control, IDS, <i32>ids);
  setArgument(control, Y, <i32>y);
  setArgument(control, ROWS, rows);
  setArgument(control, WIDTH, width);
  setArgument(control, SEGMENTS, segments);
  setArgument(control, BLOCK, block);
  parallel(control, SEGMENT_SUM, ceilDiv(byColumns ? width : segments, block));
}

export function segmentSumChunk(control: usize, chunk: i32): void {
  const rows = argument(control, ROWS), width = argument(control, WIDTH), segments = argument(control, SEGMENTS);
  const byColumns = width >= 2 * COLUMNS, begin = chunk * argument(control, BLOCK), block = argument(control, BLOCK);
  const first = byColumns ? 0 : begin, count = byColumns ? segments : min(block, segments - begin);
  const column = byColumns ? begin : 0, columns = byColumns ? min(block, width - begin) : width;
  const ids = <usize>argument(control, IDS), x = <usize>argument(control, X) + bytes(column);
  const y = <usize>argument(control, Y) + bytes(first * width + column), next = bytes(width);
  for (let s = 0, row = y; s < count; s++, row += next) memory.fill(row, 0, bytes(columns));
  for (let i = 0, row = x; i < rows; i++, row += next) {
    const segment = load<i32>(ids + bytes(i)) - first;
    if (<u32>segment < <u32>count) addRow(row, y + <usize>segment * next, columns);
  }
}

function addRow(x: usize, y: usize, count: i32): void {
  for (; count >= 4; count -= 4, x += 16, y += 16) v128.store(y, f32x4.add(v128.load(y), v128.load(x)));
  for (; count > 0; count--, x += 4, y += 4) store<f32>(y, load<f32>(y) + load<f32>(x));
}

/** Writes four bytes, or their first, at place ids[i] of each row of `depth` numbers of `size` bytes, if it has that place. */
export function mark(ids: usize, y: usize, count: i32, depth: i32, pattern: i32, size: i32): void {
  for (let i = 0; i < count; i++, y += <usize>depth * size) {
    const id = load<i32>(ids + bytes(i));
    if (<u32>id >= <u32>depth) continue;
    if (size == 4) store<i32>(y + bytes(id), pattern);
    else store<u8>(y + id, <u8>pattern);
  }
}
