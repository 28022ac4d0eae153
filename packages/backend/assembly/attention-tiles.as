// AssemblyScript: the products of attention, which skip the scores that no query of a block may see.
//
// A block has `rows` queries, of which the first sees `ahead` + 1 keys, each next one more, up to all; where nothing is hidden that way
// `ahead` is the number of all keys. Weights, and what becomes of them, lie in rows of `line` bytes, whole tiles of them, and are 0 for
// the four keys behind the last that is seen: so tiles across the border between seen and hidden are right.
import { copy } from './matmul';
import { bytes, COLUMNS, ROWS } from './pack';
import { tileOfColumns, tileOfRows } from './tile';

/** How many of `keys` keys the query in this row sees. */
// @ts-ignore: decorator
@inline export function seenBy(row: i32, ahead: i32, keys: i32): i32 {
  return max(0, min(keys, row + 1 + ahead));
}

/** scores = X·Kᵀ for rows of x as they lie, `stride` bytes apart, and packed rows of k, each `size` long. */
export function scoreTiles(
  scores: usize, line: usize, x: usize, stride: usize, packed: usize, rows: i32, seen: i32, size: i32, ahead: i32,
): void {
  for (let j = 0; j < seen; j += COLUMNS) {
    const panel = packed + bytes(j * size);
    for (let i = max(0, j - ahead) & -ROWS; i < rows; i += ROWS) {
      tileOfRows(x + <usize>i * stride, stride, min(ROWS, rows - i), panel, scores + <usize>i * line + bytes(j), line, size, false);
    }
  }
}

/** C = W·V for packed columns of v, each `seen` long; C has `columns` of them, its rows `stride` bytes apart. */
export function sumTiles(
  c: usize, stride: usize, weights: usize, line: usize, packed: usize, rows: i32, columns: i32, seen: i32, ahead: i32, border: usize,
): void {
  for (let j = 0; j < columns; j += COLUMNS) {
    const panel = packed + bytes(j * seen), width = min(COLUMNS, columns - j);
    for (let i = 0; i < rows; i += ROWS) {
      const height = min(ROWS, rows - i), depth = seenBy(i + height - 1, ahead, seen), place = c + <usize>i * stride + bytes(j);
      if (depth == 0) {
        for (let row = 0; row < height; row++) memory.fill(place + <usize>row * stride, 0, bytes(width));
      } else if (height == ROWS && width == COLUMNS) {
        tileOfRows(weights + <usize>i * line, line, ROWS, panel, place, stride, depth, false);
      } else {
        tileOfRows(weights + <usize>i * line, line, height, panel, border, bytes(COLUMNS), depth, false);
        copy(place, stride, border, bytes(COLUMNS), height, width);
      }
    }
  }
}

/** C += Wᵀ·X for packed columns of x, each `rows` long; C has a row for each key seen. */
export function spreadTiles(
  c: usize, stride: usize, weights: usize, line: usize, packed: usize, rows: i32, columns: i32, seen: i32, ahead: i32, border: usize,
): void {
  for (let j = 0; j < columns; j += COLUMNS) {
    const panel = packed + bytes(j * rows), width = min(COLUMNS, columns - j);
    for (let i = 0; i < seen; i += ROWS) {
      const height = min(ROWS, seen - i), first = max(0, i - ahead), place = c + <usize>i * stride + bytes(j);
      const from = weights + <usize>first * line + bytes(i), x = panel + bytes(first * COLUMNS);
      if (height == ROWS && width == COLUMNS) {
        tileOfColumns(from, line, x, place, stride, rows - first, true);
        continue;
      }
      copy(border, bytes(COLUMNS), place, stride, height, width);
      tileOfColumns(from, line, x, border, bytes(COLUMNS), rows - first, true);
      copy(place, stride, border, bytes(COLUMNS), height, width);
    }
  }
}
