// AssemblyScript: softmax and its logarithm, row by row.
import { bytes, ceilDiv } from './pack';
import { maxAlongRow } from './reduce';
import { divideRow, exponentials, logarithm } from './row-softmax';
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
  const size = bytes(columns), inLogarithms = argument(control, LOGARITHM) != 0;
  let x = <usize>argument(control, X) + <usize>first * size, y = <usize>argument(control, Y) + <usize>first * size;
  for (let row = first, end = min(argument(control, ROWS), first + units); row < end; row++, x += size, y += size) {
    const largest = maxAlongRow(x, columns, scratch), sum = exponentials(x, y, columns, largest, scratch);
    if (inLogarithms) logarithms(x, y, columns, largest, logarithm(sum));
    else divideRow(y, columns, sum);
  }
}

/** y = (x − largest) − logSum. */
function logarithms(x: usize, y: usize, count: i32, largest: f32, logSum: f32): void {
  const shift = f32x4.splat(largest), sum = f32x4.splat(logSum);
  for (; count >= 4; count -= 4, x += 16, y += 16) v128.store(y, f32x4.sub(f32x4.sub(v128.load(x), shift), sum));
  for (; count > 0; count--, x += 4, y += 4) store<f32>(y, load<f32>(x) - largest - logSum);
}
