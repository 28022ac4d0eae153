// AssemblyScript: Adam's update of all parameters in one job, in place.
import { bytes } from './pack';
import { countOf, entryOf, OWN, placeOf, setTable } from './parameters';
import { argument, argumentF32, parallel, setArgument, setArgumentF32 } from './threads';
import { loadRest, storeRest, wholeBytes } from './vectors';

export const ADAM: i32 = 44;

const PACE: i32 = OWN, BETA1: i32 = OWN + 1, BETA2: i32 = OWN + 2, EPSILON: i32 = OWN + 3;

/**
 * m ← m + (1 − β₁)(g − m),  v ← v + (1 − β₂)(g² − v),  w ← (w − decay·w) − rate·m/(√v + ε).
 *
 * `pace` is the place of rate and decay. The places of each parameter in the table are those of w, g, m and v; `chunks` is the number of all
 * chunks.
 */
export function adam(
  control: usize, table: usize, entries: i32, chunks: i32, pace: usize, rest1: f32, rest2: f32, epsilon: f32,
): void {
  setTable(control, table, entries);
  setArgument(control, PACE, <i32>pace);
  setArgumentF32(control, BETA1, rest1);
  setArgumentF32(control, BETA2, rest2);
  setArgumentF32(control, EPSILON, epsilon);
  parallel(control, ADAM, chunks);
}

export function adamChunk(control: usize, chunk: i32): void {
  const entry = entryOf(control, chunk), count = countOf(entry, chunk), whole = wholeBytes(count), rest = bytes(count) - whole;
  const w = placeOf(entry, chunk, 0), g = placeOf(entry, chunk, 1), m = placeOf(entry, chunk, 2), v = placeOf(entry, chunk, 3);
  const rest1 = splat(control, BETA1), rest2 = splat(control, BETA2), epsilon = splat(control, EPSILON);
  const pace = <usize>argument(control, PACE), rate = v128.load32_splat(pace), decay = v128.load32_splat(pace + 4);
  for (let at: usize = 0; at < whole; at += 16) {
    const gradient = v128.load(g + at), mean = nextMean(v128.load(m + at), gradient, rest1);
    const square = nextSquare(v128.load(v + at), gradient, rest2);
    v128.store(m + at, mean);
    v128.store(v + at, square);
    v128.store(w + at, moved(v128.load(w + at), mean, square, rate, epsilon, decay));
  }
  if (!rest) return;
  const gradient = loadRest(g + whole, rest, 0), mean = nextMean(loadRest(m + whole, rest, 0), gradient, rest1);
  const square = nextSquare(loadRest(v + whole, rest, 0), gradient, rest2);
  storeRest(m + whole, rest, mean);
  storeRest(v + whole, rest, square);
  storeRest(w + whole, rest, moved(loadRest(w + whole, rest, 0), mean, square, rate, epsilon, decay));
}

/** A number of the job's in every lane; taken before the loop, for a store might have changed it. */
// @ts-ignore: decorator
@inline function splat(control: usize, i: i32): v128 {
  return f32x4.splat(argumentF32(control, i));
}

// @ts-ignore: decorator
@inline function nextMean(m: v128, g: v128, rest: v128): v128 {
  return f32x4.add(m, f32x4.mul(rest, f32x4.sub(g, m)));
}

// @ts-ignore: decorator
@inline function nextSquare(v: v128, g: v128, rest: v128): v128 {
  return f32x4.add(v, f32x4.mul(rest, f32x4.sub(f32x4.mul(g, g), v)));
}

// @ts-ignore: decorator
@inline function moved(w: v128, m: v128, v: v128, rate: v128, epsilon: v128, decay: v128): v128 {
  const step = f32x4.div(m, f32x4.add(f32x4.sqrt(v), epsilon));
  return f32x4.sub(f32x4.sub(w, f32x4.mul(w, decay)), f32x4.mul(step, rate));
}
