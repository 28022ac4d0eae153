// AssemblyScript: copies of numbers from one view of memory into another. Both views have the same axes; where along each the next number
// lies is their own affair, so that a part, a permutation of axes, a repetition or a reversal is all the same.
import { bytes, ceilDiv, swap4x4 } from './pack';
import { argument, parallel, setArgument } from './threads';
import { axisSize, offset, stride } from './views';

export const COPY: i32 = 17;
export const TURN: i32 = 18;

const SOURCE: i32 = 0, TARGET: i32 = 1, SIZE: i32 = 2, RANK: i32 = 3, COUNT: i32 = 4, UNITS: i32 = 5;

/** Numbers of a chunk, about. */
const EACH: i32 = 1 << 15;

/** Copies `count` numbers of `size` bytes, 1 or 4; the axes were set, the source being the first view. */
export function copy(control: usize, source: usize, target: usize, size: i32, rank: i32, count: i32): void {
  setArgument(control, SOURCE, <i32>source);
  setArgument(control, TARGET, <i32>target);
  setArgument(control, SIZE, size);
  setArgument(control, RANK, rank);
  setArgument(control, COUNT, count);
  parallel(control, COPY, ceilDiv(count, EACH));
}

/** One chunk, row by row: a row is a run along axis 0, a plane its rows along axis 1. */
export function copyChunk(control: usize, chunk: i32): void {
  const size = argument(control, SIZE), shift = size == 4 ? 2 : 0, rank = argument(control, RANK);
  const source = <usize>argument(control, SOURCE), target = <usize>argument(control, TARGET);
  const columns = axisSize(control, 0), stepS = stride(control, 0, 0) << shift, stepT = stride(control, 0, 1) << shift;
  let at = chunk * EACH;
  const end = min(argument(control, COUNT), at + EACH);
  if (rank == 1) {
    copyRun(source + at * stepS, target + at * stepT, end - at, stepS, stepT, size);
    return;
  }
  const rows = axisSize(control, 1), nextS = stride(control, 1, 0) << shift, nextT = stride(control, 1, 1) << shift;
  const first = at / columns;
  let column = at - first * columns, plane = first / rows, row = first - plane * rows;
  while (at < end) {
    let rowS = source + (offset(control, 2, rank, plane, 0) << shift) + row * nextS;
    let rowT = target + (offset(control, 2, rank, plane, 1) << shift) + row * nextT;
    for (; row < rows && at < end; row++, rowS += nextS, rowT += nextT, column = 0) {
      const count = min(columns - column, end - at);
      copyRun(rowS + column * stepS, rowT + column * stepT, count, stepS, stepT, size);
      at += count;
    }
    row = 0;
    plane++;
  }
}

/** What memory.copy is called for: below, the call costs more than the copy. */
const LONG: i32 = 1024;

/** A row: `count` numbers of `size` bytes, steps in bytes. */
function copyRun(source: usize, target: usize, count: i32, stepS: i32, stepT: i32, size: i32): void {
  if (stepS == size && stepT == size) {
    copyBytes(source, target, count * size);
  } else if (size == 4) {
    for (; count >= 4; count -= 4, source += 4 * stepS, target += 4 * stepT) {
      const a = load<i32>(source), b = load<i32>(source + stepS);
      const c = load<i32>(source + 2 * stepS), d = load<i32>(source + 3 * stepS);
      store<i32>(target, a);
      store<i32>(target + stepT, b);
      store<i32>(target + 2 * stepT, c);
      store<i32>(target + 3 * stepT, d);
    }
    for (; count > 0; count--, source += stepS, target += stepT) store<i32>(target, load<i32>(source));
  } else {
    for (; count > 0; count--, source += stepS, target += stepT) store<u8>(target, load<u8>(source));
  }
}

/** Bytes that lie one after the other here and there; source and target do not overlap. */
export function copyBytes(source: usize, target: usize, size: i32): void {
  if (size >= LONG) {
    memory.copy(target, source, size);
  } else if (size >= 16) {
    // The last sixteen are copied on their own; they may overlap those before, which changes nothing.
    const last = <usize>size - 16;
    let at: usize = 0;
    for (; at + 48 < last; at += 64) {
      v128.store(target + at, v128.load(source + at));
      v128.store(target + at, v128.load(source + at, 16), 16);
      v128.store(target + at, v128.load(source + at, 32), 32);
      v128.store(target + at, v128.load(source + at, 48), 48);
    }
    for (; at < last; at += 16) v128.store(target + at, v128.load(source + at));
    v128.store(target + last, v128.load(source + last));
  } else {
    for (; size >= 4; size -= 4, source += 4, target += 4) store<i32>(target, load<i32>(source));
    for (; size > 0; size--, source++, target++) store<u8>(target, load<u8>(source));
  }
}

/**
 * The columns of a tile of a plane that is turned, and its rows: few where the rows of the target lie so far apart that they share places
 * in the cache.
 */
const WIDE: i32 = 256;

// @ts-ignore: decorator
@inline function tall(next: i32): i32 {
  return next < 256 ? 32 : 8;
}

/**
 * The same for numbers of four bytes that lie one after the other along axis 1 in the source, and along axis 0 in the target: sixteen at a
 * time change places in registers.
 */
export function turn(control: usize, source: usize, target: usize, rank: i32, count: i32): void {
  const columns = axisSize(control, 0), rows = axisSize(control, 1), planes = count / (columns * rows);
  const height = tall(stride(control, 1, 1));
  const tiles = ceilDiv(rows, height) * ceilDiv(columns, WIDE), units = max(1, EACH / (min(rows, height) * min(columns, WIDE)));
  setArgument(control, SOURCE, <i32>source);
  setArgument(control, TARGET, <i32>target);
  setArgument(control, RANK, rank);
  setArgument(control, COUNT, planes * tiles);
  setArgument(control, UNITS, units);
  parallel(control, TURN, ceilDiv(planes * tiles, units));
}

export function turnChunk(control: usize, chunk: i32): void {
  const columns = axisSize(control, 0), rows = axisSize(control, 1), rank = argument(control, RANK);
  const height = tall(stride(control, 1, 1)), across = ceilDiv(columns, WIDE), tiles = ceilDiv(rows, height) * across;
  const units = argument(control, UNITS);
  const nextS = bytes(stride(control, 0, 0)), nextT = bytes(stride(control, 1, 1));
  for (let unit = chunk * units, end = min(argument(control, COUNT), unit + units); unit < end; unit++) {
    const plane = unit / tiles, tile = unit - plane * tiles, row = (tile / across) * height, column = (tile % across) * WIDE;
    const source = <usize>argument(control, SOURCE) + bytes(offset(control, 2, rank, plane, 0) + row) + <usize>column * nextS;
    const target = <usize>argument(control, TARGET) + bytes(offset(control, 2, rank, plane, 1) + column) + <usize>row * nextT;
    turnTile(source, target, min(height, rows - row), min(WIDE, columns - column), nextS, nextT);
  }
}

function turnTile(source: usize, target: usize, rows: i32, columns: i32, nextS: usize, nextT: usize): void {
  let column = 0;
  for (; column + 4 <= columns; column += 4, source += 4 * nextS, target += 16) {
    let row = 0, to = target, from = source;
    for (; row + 4 <= rows; row += 4, from += 16, to += 4 * nextT) swap4x4(to, from, nextS, nextT);
    for (; row < rows; row++, from += 4, to += nextT) {
      for (let i: usize = 0; i < 4; i++) store<f32>(to + (i << 2), load<f32>(from + i * nextS));
    }
  }
  for (; column < columns; column++, source += nextS, target += 4) {
    for (let row = 0, from = source, to = target; row < rows; row++, from += 4, to += nextT) store<f32>(to, load<f32>(from));
  }
}
