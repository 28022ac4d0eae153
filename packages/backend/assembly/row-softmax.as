// AssemblyScript: the parts of a softmax that all kernels share: the exponentials of a row, their sum, and what becomes of them.
//
// The largest number of a row is taken out before (`maxAlongRow` of reduce.as), so that no exponential is above 1, and is NaN where the row
// has NaN, as all of the row then becomes. Sums are made as reductions make theirs. `stack` is room for these, 512 bytes.
import { expBelow0, log } from './elementary';
import { bytes } from './pack';
import { maxAlongRow, sumAlongRow } from './reduce';

/**
 * y = e^(x − largest), where y may be x; returns the sum. The last four are computed on their own, and first, since they may overlap those
 * before.
 */
export function exponentials(x: usize, y: usize, count: i32, largest: f32, stack: usize): f32 {
  const shift = f32x4.splat(largest);
  if (count < 4) {
    for (let at: usize = 0, end = bytes(count); at < end; at += 4) {
      store<f32>(y + at, f32x4.extract_lane(expBelow0(f32x4.sub(v128.load32_splat(x + at), shift)), 0));
    }
  } else {
    const end = bytes(count) - 16, last = expBelow0(f32x4.sub(v128.load(x + end), shift));
    let at: usize = 0;
    for (; at + 16 < end; at += 32) {
      v128.store(y + at, expBelow0(f32x4.sub(v128.load(x + at), shift)));
      v128.store(y + at, expBelow0(f32x4.sub(v128.load(x + at, 16), shift)), 16);
    }
    if (at < end) v128.store(y + at, expBelow0(f32x4.sub(v128.load(x + at), shift)));
    v128.store(y + end, last);
  }
  return sumAlongRow(y, count, stack);
}

/** y = y / sum. */
export function divideRow(y: usize, count: i32, sum: f32): void {
  const divisor = f32x4.splat(sum);
  for (; count >= 4; count -= 4, y += 16) v128.store(y, f32x4.div(v128.load(y), divisor));
  for (; count > 0; count--, y += 4) store<f32>(y, load<f32>(y) / sum);
}

// @ts-ignore: decorator
@inline export function logarithm(x: f32): f32 {
  return f32x4.extract_lane(log(f32x4.splat(x)), 0);
}

/** How many exponentials of a row lie in scratch at a time, and where. */
const BLOCK: i32 = 1 << 13;
const STACK: usize = 512;

/** ln Σ eˣ over a row, of which nothing is kept. */
export function logSumExp(x: usize, count: i32, scratch: usize): f32 {
  const largest = maxAlongRow(x, count, scratch);
  let sum: f32 = 0;
  for (let first = 0; first < count; first += BLOCK) {
    sum += exponentials(x + bytes(first), scratch + STACK, min(BLOCK, count - first), largest, scratch);
  }
  return largest + logarithm(sum);
}
