// AssemblyScript: products of matrices, of any strides, many at once, with bias and activation.
//
// The scheme is Goto's: first B is packed into panels, all threads at it; then each chunk packs a block of rows of A for itself and
// multiplies. Each sum is made in the order of k, in blocks of BLOCK_K, so its bits depend on nothing else.
//
// Goto and van de Geijn 2008, "Anatomy of high-performance matrix multiplication", https://doi.org/10.1145/1356052.1356053
import { addBlock, finish } from './activations';
import { bytes, ceilDiv, COLUMNS, pack, ROWS } from './pack';
import { areIndirect, indirectTiles } from './indirect';
import { packPatches, packTaps } from './patches';
import { argument, argumentF32, parallel, setArgument, setArgumentF32, threads } from './threads';
import { tile, tileOfRows } from './tile';

export const PACK: i32 = 0;
export const PRODUCT: i32 = 1;

/** What a chunk packs of A at a time: it stays in the second-level cache, a panel of B in the first. */
const BLOCK_M: i32 = 128;
export const BLOCK_K: i32 = 256;
/** From so many numbers of B on it is packed block by block of k. */
const LARGE: i32 = 1 << 17;
/** Numbers of B packed by one chunk, about. */
const PACKED: i32 = 8192;

// Arguments of the jobs. Where A is no matrix but the patches of an image, they stand in arguments of patches.as.
const A: i32 = 0, A_ROW: i32 = 1, A_COLUMN: i32 = 2, A_NEXT: i32 = 3;
const B: i32 = 4;
export const B_ROW: i32 = 5, B_COLUMN: i32 = 6, B_NEXT: i32 = 7;
const C: i32 = 8, C_ROW: i32 = 9, C_NEXT: i32 = 10;
const M: i32 = 11, N: i32 = 12, K: i32 = 13;
const PACKED_B: i32 = 14, PACKED_NEXT: i32 = 15;
const ROW_BLOCK: i32 = 16, COLUMN_BLOCK: i32 = 17;
const BIAS: i32 = 18, ACTIVATION: i32 = 19, ALPHA: i32 = 20;
export const KIND: i32 = 21;
const ACCUMULATE: i32 = 22;
/** How far from C lies, in bytes, what the sums are added to; 0 where that is C itself. */
const ADDEND: i32 = 23;
/** How far from C lies, in bytes, what is added to the finished numbers; 0 for nothing. */
const SUMMAND: i32 = 24;

/** What A and B are. */
export const MATRICES: i32 = 0; // both are matrices
export const PATCHES: i32 = 1; // A is the patches of images, B a filter laid out [taps, channels, filters]
export const FLIPPED: i32 = 2; // A is the patches of gradients, B the same filter, its taps from the last, channels and filters changed about

/**
 * C[i] = activation(A[i]·B[i] + bias) + summand[i] for `count` pairs of matrices, A of m x k, B of k x n, C of m x n, C row by row,
 * and the summands, other numbers than C's, as C; 0 is none.
 *
 * Strides are in numbers: from one row to the next, from one column to the next, from one matrix to the next (0 where one matrix
 * serves all). `room` is how many bytes lie at `workspace`, at least those of 8 columns of B.
 */
export function matmul(
  control: usize,
  a: usize, aRow: i32, aColumn: i32, aNext: i32,
  b: usize, bRow: i32, bColumn: i32, bNext: i32,
  c: usize, m: i32, n: i32, k: i32, count: i32,
  bias: usize, activation: i32, alpha: f32, summand: usize, workspace: usize, room: i32,
): void {
  setArgument(control, KIND, MATRICES);
  setArgument(control, A_ROW, aRow);
  setArgument(control, A_COLUMN, aColumn);
  setArgument(control, A_NEXT, aNext);
  setArgument(control, B_ROW, bRow);
  setArgument(control, B_COLUMN, bColumn);
  setArgument(control, B_NEXT, bNext);
  product(control, a, b, c, m, n, k, count, bias, activation, alpha, workspace, room, summand);
}

/** Runs the jobs of a product, its strides being set: for as many columns or as many matrices at a time as the workspace holds. */
export function product(
  control: usize, a: usize, b: usize, c: usize, m: i32, n: i32, k: i32, count: i32,
  bias: usize, activation: i32, alpha: f32, workspace: usize, room: i32, summand: usize = 0,
): void {
  const panel = <i32>bytes(COLUMNS * max(1, k)), fit = max(1, room / panel), panels = ceilDiv(n, COLUMNS);
  const bNext = argument(control, B_NEXT), shared = bNext == 0;
  const columns = min(n, fit * COLUMNS), matrices = shared ? count : min(count, max(1, fit / panels));
  setArgument(control, M, m);
  setArgument(control, C_ROW, n);
  setArgument(control, C_NEXT, m * n);
  setArgument(control, ADDEND, 0);
  setArgument(control, PACKED_B, <i32>workspace);
  setArgumentF32(control, ALPHA, alpha);
  const aNext = argument(control, A_NEXT), bColumn = argument(control, B_COLUMN);
  // What is packed of a large B stays in the second-level cache: block by block of k then, each multiplied at once.
  const large = argument(control, KIND) == MATRICES && k > BLOCK_K && columns * k > LARGE, step = large ? balanced(k) : max(1, k);
  const aColumn = argument(control, A_COLUMN), bRow = argument(control, B_ROW);
  for (let first = 0; first < count; first += matrices) {
    const group = min(matrices, count - first);
    for (let j = 0; j < n; j += columns) {
      const width = min(columns, n - j);
      setArgument(control, C, <i32>(c + bytes(first * m * n + j)));
      setArgument(control, N, width);
      for (let k0 = 0; k0 == 0 || k0 < k; k0 += step) {
        const depth = min(step, k - k0), last = k0 + depth == k;
        setArgument(control, A, <i32>(a + bytes(first * aNext + k0 * aColumn)));
        setArgument(control, B, <i32>(b + bytes(first * bNext + j * bColumn + k0 * bRow)));
        setArgument(control, K, depth);
        setArgument(control, ACCUMULATE, k0 > 0 ? 1 : 0);
        setArgument(control, BIAS, bias == 0 || !last ? 0 : <i32>(bias + bytes(j)));
        setArgument(control, ACTIVATION, last ? activation : 0);
        setArgument(control, SUMMAND, summand == 0 || !last ? 0 : <i32>(summand - c));
        setArgument(control, PACKED_NEXT, shared ? 0 : ceilDiv(width, COLUMNS) * COLUMNS * depth);
        parallel(control, PACK, ceilDiv(ceilDiv(width, COLUMNS), panelsPerChunk(depth)) * (shared ? 1 : group));
        parallel(control, PRODUCT, cut(control, m, width, group));
      }
    }
  }
}

/** The length of the blocks of k: about one length, lest a short one is left. */
function balanced(k: i32): i32 {
  return ceilDiv(k, max(1, ceilDiv(k, BLOCK_K)));
}

/** For products in a row with one B: the strides of A and B, from one row to the next and from one column to the next. */
export function setOperands(control: usize, aRow: i32, aColumn: i32, bRow: i32, bColumn: i32): void {
  setArgument(control, KIND, MATRICES);
  setArgument(control, A_ROW, aRow);
  setArgument(control, A_COLUMN, aColumn);
  setArgument(control, A_NEXT, 0);
  setArgument(control, B_ROW, bRow);
  setArgument(control, B_COLUMN, bColumn);
  setArgument(control, B_NEXT, 0);
  setArgument(control, C_NEXT, 0);
  setArgument(control, PACKED_NEXT, 0);
  setArgument(control, BIAS, 0);
  setArgument(control, ACTIVATION, 0);
  setArgument(control, SUMMAND, 0);
}

/** Packs B, k x n, which `setOperands` told the strides of, into a workspace that has room for all of it. */
export function packOperand(control: usize, b: usize, n: i32, k: i32, workspace: usize): void {
  setArgument(control, B, <i32>b);
  setArgument(control, N, n);
  setArgument(control, K, k);
  setArgument(control, PACKED_B, <i32>workspace);
  parallel(control, PACK, ceilDiv(ceilDiv(n, COLUMNS), panelsPerChunk(k)));
}

/** C = addend + A·B with the packed B; `addend`, laid out as C, may be C. */
export function addProduct(
  control: usize, a: usize, addend: usize, c: usize, m: i32, n: i32, k: i32, workspace: usize,
): void {
  setArgument(control, ADDEND, <i32>(addend - c));
  setArgument(control, A, <i32>a);
  setArgument(control, C, <i32>c);
  setArgument(control, C_ROW, n);
  setArgument(control, M, m);
  setArgument(control, N, n);
  setArgument(control, K, k);
  setArgument(control, PACKED_B, <i32>workspace);
  setArgument(control, ACCUMULATE, 1);
  parallel(control, PRODUCT, cut(control, m, n, 1));
}

/**
 * Chooses the blocks of C: as large as leaves every thread some, and where that costs nothing several, lest one that is held up holds up
 * all. Returns their number.
 */
function cut(control: usize, m: i32, n: i32, count: i32): i32 {
  let rows = min(BLOCK_M, ceilDiv(m, ROWS) * ROWS), columns = n;
  const wanted = threads(control) < 2 ? 1 : 4 * threads(control), better = threads(control) < 2 ? 1 : 8 * threads(control);
  if (rows > 64 && count * ceilDiv(m, rows) < better) rows = 64;
  while (rows > 16 && count * ceilDiv(m, rows) < wanted) rows = ceilDiv(rows, 2 * ROWS) * ROWS;
  while (columns > 64 && count * ceilDiv(m, rows) * ceilDiv(n, columns) < wanted) columns = ceilDiv(columns, 2 * COLUMNS) * COLUMNS;
  setArgument(control, ROW_BLOCK, rows);
  setArgument(control, COLUMN_BLOCK, columns);
  return count * ceilDiv(m, rows) * ceilDiv(n, columns);
}

// @ts-ignore: decorator
@inline function panelsPerChunk(k: i32): i32 {
  return max(2, PACKED / (COLUMNS * max(1, k)));
}

/** Packs a few panels of B. */
export function packChunk(control: usize, chunk: i32): void {
  const n = argument(control, N), k = argument(control, K), kind = argument(control, KIND);
  const each = panelsPerChunk(k), panels = ceilDiv(n, COLUMNS), chunks = ceilDiv(panels, each);
  const matrix = chunk / chunks, first = (chunk % chunks) * each;
  const source = <usize>argument(control, B) + bytes(matrix * argument(control, B_NEXT));
  const target = <usize>argument(control, PACKED_B) + bytes(matrix * argument(control, PACKED_NEXT));
  const bRow = argument(control, B_ROW), bColumn = argument(control, B_COLUMN);
  const start = first * COLUMNS, lines = min(n, start + each * COLUMNS) - start;
  if (kind != FLIPPED) return pack(target + bytes(start * k), source + bytes(start * bColumn), lines, k, COLUMNS, bColumn, bRow);
  for (let column = start; column < start + lines; column += COLUMNS) {
    packTaps(control, target + bytes(column * k), source + bytes(column * bColumn), min(COLUMNS, n - column));
  }
}

/** Computes one block of one C. */
export function productChunk(control: usize, chunk: i32, scratch: usize): void {
  const m = argument(control, M), n = argument(control, N), k = argument(control, K), kind = argument(control, KIND);
  const rowBlock = argument(control, ROW_BLOCK), columnBlock = argument(control, COLUMN_BLOCK);
  const across = ceilDiv(n, columnBlock), blocks = ceilDiv(m, rowBlock) * across;
  const matrix = chunk / blocks, block = chunk % blocks;
  const i = (block / across) * rowBlock, j = (block % across) * columnBlock;
  const rows = min(rowBlock, m - i), columns = min(columnBlock, n - j), stride = bytes(argument(control, C_ROW));
  const a = <usize>argument(control, A) + bytes(matrix * argument(control, A_NEXT));
  const b = <usize>argument(control, PACKED_B) + bytes(matrix * argument(control, PACKED_NEXT) + j * k);
  const c = <usize>argument(control, C) + bytes(matrix * argument(control, C_NEXT)) + <usize>i * stride + bytes(j);
  const aRow = argument(control, A_ROW), aColumn = argument(control, A_COLUMN);
  const more = argument(control, ACCUMULATE) != 0, beside = scratch + bytes(BLOCK_M * BLOCK_K);
  const step = balanced(k), addend = <usize>argument(control, ADDEND);
  if (addend != 0) copy(c, stride, c + addend, stride, rows, columns);
  if (kind != MATRICES && areIndirect(control)) indirectTiles(control, scratch, beside, i, b, c, stride, rows, columns);
  else if (k == 0 && !more) for (let row = 0; row < rows; row++) memory.fill(c + <usize>row * stride, 0, bytes(columns));
  else for (let k0 = 0; k0 < k; k0 += step) {
    const depth = min(step, k - k0);
    const panels = b + bytes(k0 * COLUMNS), start = a + bytes(i * aRow + k0 * aColumn);
    if (kind == MATRICES && aColumn == 1) {
      tilesOfRows(start, bytes(aRow), panels, k, c, stride, rows, columns, depth, more || k0 > 0, beside);
      continue;
    }
    if (kind == MATRICES) pack(scratch, start, rows, depth, ROWS, aRow, aColumn);
    else packPatches(control, scratch, i, rows, k0, depth, beside);
    tiles(scratch, panels, k, c, stride, rows, columns, depth, more || k0 > 0, beside);
  }
  const bias = <usize>argument(control, BIAS);
  finish(c, stride, rows, columns, bias == 0 ? 0 : bias + bytes(j), argument(control, ACTIVATION), argumentF32(control, ALPHA));
  const summand = <usize>argument(control, SUMMAND);
  if (summand != 0) addBlock(c, c + summand, stride, rows, columns);
}

/**
 * A block of C from packed blocks of A and B, tile by tile, added to what is there when there is `more`. Panels of B are `k` steps
 * long, of which `depth` are taken. A tile that sticks out of C is computed beside it, in `border`.
 */
export function tiles(
  a: usize, b: usize, k: i32, c: usize, stride: usize, rows: i32, columns: i32, depth: i32, more: bool, border: usize,
): void {
  for (let j = 0; j < columns; j += COLUMNS) {
    const panelB = b + bytes(j * k), width = min(COLUMNS, columns - j);
    for (let i = 0; i < rows; i += ROWS) {
      const panelA = a + bytes(i * depth), place = c + <usize>i * stride + bytes(j), height = min(ROWS, rows - i);
      if (height == ROWS && width == COLUMNS) {
        tile(panelA, panelB, place, stride, depth, more);
        continue;
      }
      if (more) copy(border, bytes(COLUMNS), place, stride, height, width);
      tile(panelA, panelB, border, bytes(COLUMNS), depth, more);
      copy(place, stride, border, bytes(COLUMNS), height, width);
    }
  }
}

/** The same of a block of A that lies row by row, `line` bytes apart: it is read where it is. */
function tilesOfRows(
  a: usize, line: usize, b: usize, k: i32, c: usize, stride: usize, rows: i32, columns: i32, depth: i32, more: bool, border: usize,
): void {
  for (let j = 0; j < columns; j += COLUMNS) {
    const panelB = b + bytes(j * k), width = min(COLUMNS, columns - j);
    let from = a;
    for (let i = 0; i < rows; i += ROWS, from += ROWS * line) {
      const place = c + <usize>i * stride + bytes(j), height = min(ROWS, rows - i);
      if (height == ROWS && width == COLUMNS) {
        tileOfRows(from, line, ROWS, panelB, place, stride, depth, more);
        continue;
      }
      if (more) copy(border, bytes(COLUMNS), place, stride, height, width);
      tileOfRows(from, line, height, panelB, border, bytes(COLUMNS), depth, more);
      copy(place, stride, border, bytes(COLUMNS), height, width);
    }
  }
}

export function copy(target: usize, to: usize, source: usize, from: usize, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++, target += to, source += from) memory.copy(target, source, bytes(columns));
}
