// AssemblyScript: a step of gradient descent for all parameters in one job, in place.
import { bytes } from './pack';
import { countOf, entryOf, OWN, placeOf, setTable } from './parameters';
import { argument, argumentF32, parallel, setArgument, setArgumentF32 } from './threads';
import { get, put } from './vectors';

export const SGD: i32 = 80;

const PACE: i32 = OWN, MOMENTUM: i32 = OWN + 1, NESTEROV: i32 = OWN + 2;

/**
 * u ← μ·u − rate·g,  w ← (w − decay·w) + u, or with `nesterov` (w − decay·w) + (μ·u − rate·g); without u: w ← (w − decay·w) − rate·g.
 *
 * `pace` is the place of rate and decay. The places of each parameter in the table are those of w, g and, if there is one, u; `chunks` is the number of all chunks.
 */
export function sgd(
  control: usize, table: usize, entries: i32, chunks: i32, pace: usize, momentum: f32, nesterov: i32,
): void {
  setTable(control, table, entries);
  setArgument(control, PACE, <i32>pace);
  setArgumentF32(control, MOMENTUM, momentum);
  setArgument(control, NESTEROV, nesterov);
  parallel(control, SGD, chunks);
}

export function sgdChunk(control: usize, chunk: i32): void {
  const entry = entryOf(control, chunk), end = bytes(countOf(entry, chunk));
  const w = placeOf(entry, chunk, 0), g = placeOf(entry, chunk, 1), u = placeOf(entry, chunk, 2);
  const pace = <usize>argument(control, PACE), rate = v128.load32_splat(pace), decay = v128.load32_splat(pace + 4);
  const momentum = f32x4.splat(argumentF32(control, MOMENTUM)), nesterov = argument(control, NESTEROV) != 0;
  for (let at: usize = 0; at < end; at += 16) {
    const rest = end - at < 16 ? end - at : 0;
    const before = get(w + at, rest), kept = f32x4.sub(before, f32x4.mul(before, decay));
    const step = f32x4.mul(get(g + at, rest), rate);
    if (u == 0) {
      put(w + at, rest, f32x4.sub(kept, step));
      continue;
    }
    const velocity = f32x4.sub(f32x4.mul(get(u + at, rest), momentum), step);
    put(u + at, rest, velocity);
    put(w + at, rest, f32x4.add(kept, nesterov ? f32x4.sub(f32x4.mul(velocity, momentum), step) : velocity));
  }
}
