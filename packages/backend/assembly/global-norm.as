// AssemblyScript: the length of many tensors taken as one vector, and all of them scaled to a length.
import { bytes } from './pack';
import { behindTable, countOf, entryOf, OWN, placeOf, setTable } from './parameters';
import { argument, argumentF32, parallel, setArgument, setArgumentF32 } from './threads';
import { get, put } from './vectors';

export const SQUARES: i32 = 82;
export const CLIP: i32 = 83;

const PARTIAL: i32 = OWN, NORM: i32 = OWN + 1, MAXIMUM: i32 = OWN + 2;

/**
 * The root of the sum of all squares, stored at `y`. Each chunk is added up on its own, in float64: nothing overflows, and no number is
 * too small beside the sum of the others; behind the table there is room for 8 bytes for each chunk. The tensor is the first place.
 */
export function globalNorm(control: usize, table: usize, entries: i32, chunks: i32, y: usize): void {
  const partial = behindTable(table, entries);
  setTable(control, table, entries);
  setArgument(control, PARTIAL, <i32>partial);
  parallel(control, SQUARES, chunks);
  let sum: f64 = 0;
  for (let chunk = 0; chunk < chunks; chunk++) sum += load<f64>(partial + (<usize>chunk << 3));
  store<f32>(y, <f32>sqrt<f64>(sum));
}

export function squaresChunk(control: usize, chunk: i32): void {
  const entry = entryOf(control, chunk), end = bytes(countOf(entry, chunk)), x = placeOf(entry, chunk, 0);
  let low = f64x2.splat(0), high = low;
  for (let at: usize = 0; at < end; at += 16) {
    const four = get(x + at, end - at < 16 ? end - at : 0);
    const a = f64x2.promote_low_f32x4(four), b = f64x2.promote_low_f32x4(v128.shuffle<i64>(four, four, 1, 0));
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
  }
  const sum = f64x2.add(low, high);
  const place = <usize>argument(control, PARTIAL) + (<usize>chunk << 3);
  store<f64>(place, f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
}

/** y = x where the norm, which lies at `norm`, is at most `maximum`, else x·maximum/norm. The places in the table are those of x and y. */
export function clip(control: usize, table: usize, entries: i32, chunks: i32, norm: usize, maximum: f32): void {
  setTable(control, table, entries);
  setArgument(control, NORM, <i32>norm);
  setArgumentF32(control, MAXIMUM, maximum);
  parallel(control, CLIP, chunks);
}

export function clipChunk(control: usize, chunk: i32): void {
  const entry = entryOf(control, chunk), end = bytes(countOf(entry, chunk));
  const x = placeOf(entry, chunk, 0), y = placeOf(entry, chunk, 1);
  const norm = load<f32>(<usize>argument(control, NORM)), maximum = argumentF32(control, MAXIMUM);
  const factor = f32x4.splat(norm <= maximum ? 1 : maximum / norm); // NaN makes all NaN
  for (let at: usize = 0; at < end; at += 16) {
    const rest = end - at < 16 ? end - at : 0;
    put(y + at, rest, f32x4.mul(get(x + at, rest), factor));
  }
}
