// AssemblyScript: Adam's update of all parameters in one job, in place.
import { bytes } from './pack';
import { argument, argumentF32, parallel, setArgument, setArgumentF32 } from './threads';
import { loadRest, storeRest, wholeBytes } from './vectors';

export const ADAM: i32 = 44;

const TABLE: i32 = 0, ENTRIES: i32 = 1, RATE: i32 = 2, BETA1: i32 = 3, BETA2: i32 = 4, EPSILON: i32 = 5, DECAY: i32 = 6;

/** How many numbers a chunk updates; src/ops/adam/wasm.ts counts chunks by it. */
const EACH: i32 = 8192;

/** How many numbers a chunk updates. */
export function adamChunkSize(): i32 {
  return EACH;
}

/**
 * m ← m + (1 − β₁)(g − m),  v ← v + (1 − β₂)(g² − v),  w ← (w − decay·w) − rate·m/(√v + ε).
 *
 * `table` has six whole numbers for each parameter: where w, g, m and v lie, how many numbers they have, and the number of its first
 * chunk; `chunks` is the number of all.
 */
export function adam(
  control: usize, table: usize, entries: i32, chunks: i32, rate: f32, rest1: f32, rest2: f32, epsilon: f32, decay: f32,
): void {
  setArgument(control, TABLE, <i32>table);
  setArgument(control, ENTRIES, entries);
  setArgumentF32(control, RATE, rate);
  setArgumentF32(control, BETA1, rest1);
  setArgumentF32(control, BETA2, rest2);
  setArgumentF32(control, EPSILON, epsilon);
  setArgumentF32(control, DECAY, decay);
  parallel(control, ADAM, chunks);
}

export function adamChunk(control: usize, chunk: i32): void {
  const table = <usize>argument(control, TABLE);
  let low = 0, high = argument(control, ENTRIES) - 1; // the last entry whose first chunk is not after this one
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (load<i32>(table + <usize>middle * 24, 20) <= chunk) low = middle;
    else high = middle - 1;
  }
  const entry = table + <usize>low * 24, first = (chunk - load<i32>(entry, 20)) * EACH, skip = bytes(first);
  const count = min(EACH, load<i32>(entry, 16) - first), whole = wholeBytes(count), rest = bytes(count) - whole;
  const w = <usize>load<i32>(entry) + skip, g = <usize>load<i32>(entry, 4) + skip;
  const m = <usize>load<i32>(entry, 8) + skip, v = <usize>load<i32>(entry, 12) + skip;
  for (let at: usize = 0; at < whole; at += 16) {
    const gradient = v128.load(g + at), mean = nextMean(control, v128.load(m + at), gradient);
    const square = nextSquare(control, v128.load(v + at), gradient);
    v128.store(m + at, mean);
    v128.store(v + at, square);
    v128.store(w + at, moved(control, v128.load(w + at), mean, square));
  }
  if (!rest) return;
  const gradient = loadRest(g + whole, rest, 0), mean = nextMean(control, loadRest(m + whole, rest, 0), gradient);
  const square = nextSquare(control, loadRest(v + whole, rest, 0), gradient);
  storeRest(m + whole, rest, mean);
  storeRest(v + whole, rest, square);
  storeRest(w + whole, rest, moved(control, loadRest(w + whole, rest, 0), mean, square));
}

// @ts-ignore: decorator
@inline function nextMean(control: usize, m: v128, g: v128): v128 {
  return f32x4.add(m, f32x4.mul(f32x4.splat(argumentF32(control, BETA1)), f32x4.sub(g, m)));
}

// @ts-ignore: decorator
@inline function nextSquare(control: usize, v: v128, g: v128): v128 {
  return f32x4.add(v, f32x4.mul(f32x4.splat(argumentF32(control, BETA2)), f32x4.sub(f32x4.mul(g, g), v)));
}

// @ts-ignore: decorator
@inline function moved(control: usize, w: v128, m: v128, v: v128): v128 {
  const step = f32x4.div(m, f32x4.add(f32x4.sqrt(v), f32x4.splat(argumentF32(control, EPSILON))));
  const kept = f32x4.sub(w, f32x4.mul(w, f32x4.splat(argumentF32(control, DECAY))));
  return f32x4.sub(kept, f32x4.mul(step, f32x4.splat(argumentF32(control, RATE))));
}
