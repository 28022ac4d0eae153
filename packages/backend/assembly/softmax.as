// AssemblyScript: softmax and its logarithm, row by row.
import { expBelow0, log } from './elementary';
import { bytes, ceilDiv } from './pack';
import { maxAlongRow, sumAlongRow } from './reduce';
import { argument, parallel, setArgument } from './threads';

export const SOFTMAX: i32 = 21;

const X: i32 = 0, Y: i32 = 1, ROWS: i32 = 2, COLUMNS: i32 = 3, LOGARITHM: i32 = 4, UNITS: i32 = 5;

/** Numbers of a chunk, about. */
const EACH: i32 = 1 << 13;

/** y = softmax x over each row, or its logarithm; no row is empty. */
export function softmax(control: usize, x: usize, y: usize, rows: i32, columns: i32, logarithm: i32): void {
  const units = max(1, (rows * columns < 2 * EACH ? 2 * EACH : EACH) / columns);
  setArgument(control, X, <i32>x);
  setArgument(control, Y, <i32>y);
  setArgument(control, ROWS, rows);
  setArgument(control, COLUMNS, columns);
  setArgument(control, LOGARITHM, logarithm);
  setArgument(control, UNITS, units);
  parallel(control, SOFTMAX, ceilDiv(rows, units));
}

export function softmaxChunk(control: usize, chunk: i32, scratch: usize): void {
  const columns = argument(control, COLUMNS), units = argument(control, UNITS), first = chunk * units;
  const size = bytes(columns), logarithm = argument(control, LOGARITHM) != 0;
  let x = <usize>argument(control, X) + <usize>first * size, y = <usize>argument(control, Y) + <usize>first * size;
  for (let row = first, end = min(argument(control, ROWS), first + units); row < end; row++, x += size, y += size) {
    const largest = f32x4.splat(maxAlongRow(x, columns, scratch));
    exponentials(x, y, columns, largest);
    const sum = f32x4.splat(sumAlongRow(y, columns, scratch));
    if (logarithm) logarithms(x, y, columns, largest, log(sum));
    else divide(y, columns, sum);
  }
}

/** y = e^(x − largest). The last four are computed on their own; they may overlap those before, which changes nothing. */
function exponentials(x: usize, y: usize, count: i32, largest: v128): void {
  if (count < 4) {
    for (; count > 0; count--, x += 4, y += 4) {
      store<f32>(y, f32x4.extract_lane(expBelow0(f32x4.sub(v128.load32_splat(x), largest)), 0));
    }
    return;
  }
  const last = bytes(count) - 16;
  let at: usize = 0;
  for (; at + 16 < last; at += 32) {
    v128.store(y + at, expBelow0(f32x4.sub(v128.load(x + at), largest)));
    v128.store(y + at, expBelow0(f32x4.sub(v128.load(x + at, 16), largest)), 16);
  }
  for (; at < last; at += 16) v128.store(y + at, expBelow0(f32x4.sub(v128.load(x + at), largest)));
  v128.store(y + last, expBelow0(f32x4.sub(v128.load(x + last), largest)));
}

function divide(y: usize, count: i32, sum: v128): void {
  for (; count >= 4; count -= 4, y += 16) v128.store(y, f32x4.div(v128.load(y), sum));
  for (; count > 0; count--, y += 4) store<f32>(y, load<f32>(y) / f32x4.extract_lane(sum, 0));
}

/** y = (x − largest) − logSum. */
function logarithms(x: usize, y: usize, count: i32, largest: v128, logSum: v128): void {
  for (; count >= 4; count -= 4, x += 16, y += 16) v128.store(y, f32x4.sub(f32x4.sub(v128.load(x), largest), logSum));
  for (; count > 0; count--, x += 4, y += 4) {
    store<f32>(y, load<f32>(x) - f32x4.extract_lane(largest, 0) - f32x4.extract_lane(logSum, 0));
  }
}
