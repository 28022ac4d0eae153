// AssemblyScript: products of matrices, in place in the memory of TensorFlow.js's wasm backend. That memory is not ours,
// so nothing here may own static data: no strings, no arrays, no globals that are not constants.
//
// The scheme is Goto's: blocks of both operands are first packed into panels that lie in the order in which they are
// read, four rows of A or eight columns of B for each k, padded with zeros; which way the operands lie costs nothing more
// then. Each sum is made in the order of k, in blocks of BLOCK_K, so its bits depend on nothing else.
//
// Goto and van de Geijn 2008, "Anatomy of high-performance matrix multiplication", https://doi.org/10.1145/1356052.1356053

/** A tile of C, whose sums are kept in registers. */
const ROWS: i32 = 4;
const COLUMNS: i32 = 8;
/** What is packed at a time: a panel of B stays in the first-level cache, the blocks in the second. */
const BLOCK_M: i32 = 128;
const BLOCK_N: i32 = 1024;
const BLOCK_K: i32 = 256;

/** How many bytes of scratch `matmul` needs, whatever the sizes. */
export function scratchBytes(): i32 {
  return (BLOCK_M * BLOCK_K + BLOCK_N * BLOCK_K + ROWS * COLUMNS) * 4;
}

/**
 * C[i] = A[i]·B[i] for `count` pairs of matrices, A of m x k, B of k x n, C of m x n, C row by row.
 *
 * Strides are in numbers: from one row to the next, from one column to the next, from one matrix to the next (0 where
 * one matrix serves all).
 */
export function matmul(
  a: usize, aRow: i32, aColumn: i32, aNext: i32,
  b: usize, bRow: i32, bColumn: i32, bNext: i32,
  c: usize, m: i32, n: i32, k: i32, count: i32, scratch: usize,
): void {
  const packedB = scratch + <usize>(BLOCK_M * BLOCK_K * 4);
  const border = packedB + <usize>(BLOCK_N * BLOCK_K * 4);
  for (let i = 0; i < count; i++, a += bytes(aNext), b += bytes(bNext), c += bytes(m * n)) {
    for (let j0 = 0; j0 < n; j0 += BLOCK_N) {
      const columns = min(BLOCK_N, n - j0);
      for (let k0 = 0; k0 < k; k0 += BLOCK_K) {
        const depth = min(BLOCK_K, k - k0);
        pack(packedB, b + bytes(k0 * bRow + j0 * bColumn), columns, depth, COLUMNS, bColumn, bRow);
        for (let i0 = 0; i0 < m; i0 += BLOCK_M) {
          const rows = min(BLOCK_M, m - i0);
          pack(scratch, a + bytes(i0 * aRow + k0 * aColumn), rows, depth, ROWS, aRow, aColumn);
          tiles(scratch, packedB, c + bytes(i0 * n + j0), border, rows, columns, depth, bytes(n), k0 > 0);
        }
      }
    }
  }
}

// @ts-ignore: decorator
@inline function bytes(numbers: i32): usize {
  return <usize>numbers << 2;
}

/** Packs a block in panels of `width` lines: panel[step][line] = source[line·lineStride + step·stepStride]. */
function pack(
  target: usize, source: usize, lines: i32, steps: i32, width: i32, lineStride: i32, stepStride: i32,
): void {
  for (let first = 0; first < lines; first += width, target += bytes(width * steps), source += bytes(width * lineStride)) {
    packPanel(target, source, min(width, lines - first), steps, width, lineStride, stepStride);
  }
}

function packPanel(
  target: usize, source: usize, lines: i32, steps: i32, width: i32, lineStride: i32, stepStride: i32,
): void {
  const next = bytes(stepStride), line = bytes(lineStride), size = bytes(width);
  if (lines == width && lineStride == 1) { // the lines are neighbours
    for (let step = 0; step < steps; step++, target += size, source += next) {
      for (let at: usize = 0; at < size; at += 16) v128.store(target + at, v128.load(source + at));
    }
    return;
  }
  let step = 0;
  if (lines == width && stepStride == 1) { // the steps are neighbours: four by four numbers change places
    for (; step + 4 <= steps; step += 4, target += 4 * size, source += 16) {
      for (let at: usize = 0; at < size; at += 16) swap4x4(target + at, source + (at >> 2) * line, line, size);
    }
  }
  for (; step < steps; step++, source += next) {
    let from = source;
    for (let i = 0; i < width; i++, target += 4, from += line) {
      store<f32>(target, i < lines ? load<f32>(from) : <f32>0);
    }
  }
}

/** Four rows of four numbers, `from` bytes apart, become four columns, their rows `to` bytes apart. */
// @ts-ignore: decorator
@inline function swap4x4(target: usize, source: usize, from: usize, to: usize): void {
  const a = v128.load(source), b = v128.load(source + from);
  const c = v128.load(source + 2 * from), d = v128.load(source + 3 * from);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const ef = v128.shuffle<f32>(a, b, 2, 6, 3, 7), gh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(target, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(target + to, v128.shuffle<i64>(ab, cd, 1, 3));
  v128.store(target + 2 * to, v128.shuffle<i64>(ef, gh, 0, 2));
  v128.store(target + 3 * to, v128.shuffle<i64>(ef, gh, 1, 3));
}

/** A block of C from packed blocks of A and B, tile by tile; a tile that sticks out of C is computed beside it. */
function tiles(
  a: usize, b: usize, c: usize, border: usize, rows: i32, columns: i32, depth: i32, stride: usize, more: bool,
): void {
  for (let j = 0; j < columns; j += COLUMNS) {
    for (let i = 0; i < rows; i += ROWS) {
      const panelA = a + bytes(i * depth), panelB = b + bytes(j * depth), place = c + <usize>i * stride + bytes(j);
      const height = min(ROWS, rows - i), width = min(COLUMNS, columns - j);
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

function copy(target: usize, to: usize, source: usize, from: usize, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++, target += to, source += from) memory.copy(target, source, bytes(columns));
}

/** C (4 x 8, its rows `stride` bytes apart) = A·B over `depth` steps, added to what is there when there is `more`. */
function tile(a: usize, b: usize, c: usize, stride: usize, depth: i32, more: bool): void {
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  for (; depth > 0; depth--, a += 16, b += 32) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let x = v128.load32_splat(a);
    c00 = f32x4.add(c00, f32x4.mul(x, b0));
    c01 = f32x4.add(c01, f32x4.mul(x, b1));
    x = v128.load32_splat(a, 4);
    c10 = f32x4.add(c10, f32x4.mul(x, b0));
    c11 = f32x4.add(c11, f32x4.mul(x, b1));
    x = v128.load32_splat(a, 8);
    c20 = f32x4.add(c20, f32x4.mul(x, b0));
    c21 = f32x4.add(c21, f32x4.mul(x, b1));
    x = v128.load32_splat(a, 12);
    c30 = f32x4.add(c30, f32x4.mul(x, b0));
    c31 = f32x4.add(c31, f32x4.mul(x, b1));
  }
  put(c, c00, c01, more);
  put(c + stride, c10, c11, more);
  put(c + 2 * stride, c20, c21, more);
  put(c + 3 * stride, c30, c31, more);
}

// @ts-ignore: decorator
@inline function put(place: usize, left: v128, right: v128, more: bool): void {
  v128.store(place, more ? f32x4.add(v128.load(place), left) : left);
  v128.store(place, more ? f32x4.add(v128.load(place, 16), right) : right, 16);
}
