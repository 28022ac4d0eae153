// AssemblyScript: sums of all numbers up to each place of an axis: x [outer, n, inner], y the same.
import { bytes, ceilDiv } from './pack';
import { argument, parallel, setArgument } from './threads';

export const CUMULATIVE: i32 = 22;

const X: i32 = 0, Y: i32 = 1, OUTER: i32 = 2, N: i32 = 3, INNER: i32 = 4, EXCLUSIVE: i32 = 5, REVERSE: i32 = 6, UNITS: i32 = 7;

/** The most columns that are taken together, and how many numbers a chunk has, about. */
const COLUMNS: i32 = 256;
const EACH: i32 = 1 << 15;

/** y[i] = Σ x[j] over j ≤ i, or j < i where it is exclusive; in reverse from the last place on. */
export function cumulative(
  control: usize, x: usize, y: usize, outer: i32, n: i32, inner: i32, exclusive: i32, reverse: i32,
): void {
  const blocks = ceilDiv(inner, COLUMNS), units = max(1, EACH / (n * min(inner, COLUMNS)));
  setArgument(control, X, <i32>x);
  setArgument(control, Y, <i32>y);
  setArgument(control, OUTER, outer);
  setArgument(control, N, n);
  setArgument(control, INNER, inner);
  setArgument(control, EXCLUSIVE, exclusive);
  setArgument(control, REVERSE, reverse);
  setArgument(control, UNITS, units);
  parallel(control, CUMULATIVE, ceilDiv(outer * blocks, units));
}

export function cumulativeChunk(control: usize, chunk: i32): void {
  const n = argument(control, N), inner = argument(control, INNER), blocks = ceilDiv(inner, COLUMNS);
  const units = argument(control, UNITS), all = argument(control, OUTER) * blocks, reverse = argument(control, REVERSE) != 0;
  const next = reverse ? -<isize>bytes(inner) : <isize>bytes(inner), exclusive = argument(control, EXCLUSIVE) != 0;
  for (let unit = chunk * units, end = min(all, unit + units); unit < end; unit++) {
    const outer = unit / blocks, column = (unit - outer * blocks) * COLUMNS, columns = min(COLUMNS, inner - column);
    const place = bytes((outer * n + (reverse ? n - 1 : 0)) * inner + column);
    let x = <usize>argument(control, X) + place, y = <usize>argument(control, Y) + place, i = 0;
    for (; i + 4 <= columns; i += 4, x += 16, y += 16) {
      let sum = f32x4.splat(0), from = x, to = y;
      for (let left = n; left > 0; left--, from += next, to += next) {
        const before = sum;
        sum = f32x4.add(sum, v128.load(from));
        v128.store(to, exclusive ? before : sum);
      }
    }
    for (; i < columns; i++, x += 4, y += 4) {
      let sum: f32 = 0, from = x, to = y;
      for (let left = n; left > 0; left--, from += next, to += next) {
        const before = sum;
        sum += load<f32>(from);
        store<f32>(to, exclusive ? before : sum);
      }
    }
  }
}
