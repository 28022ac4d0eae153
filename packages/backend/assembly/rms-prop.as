// AssemblyScript: RMSProp's update of all parameters in one job, in place.
import { bytes } from './pack';
import { countOf, entryOf, OWN, placeOf, setTable } from './parameters';
import { argument, argumentF32, parallel, setArgument, setArgumentF32 } from './threads';
import { get, put } from './vectors';

export const RMS_PROP: i32 = 81;

const PACE: i32 = OWN, REST: i32 = OWN + 1, MOMENTUM: i32 = OWN + 2, EPSILON: i32 = OWN + 3;

/**
 * v ← v + rest·(g² − v),  a ← a + rest·(g − a),  step = rate·g/√(max(v − a², 0) + ε),  u ← μ·u + step,  w ← (w − decay·w) − u.
 *
 * `pace` is the place of rate and decay. The places of each parameter in the table are those of w, g, v and, where they are kept, a and u: without a it is 0, without u
 * the step is taken for it. `chunks` is the number of all chunks.
 */
export function rmsProp(
  control: usize, table: usize, entries: i32, chunks: i32, pace: usize, rest: f32, momentum: f32, epsilon: f32,
): void {
  setTable(control, table, entries);
  setArgument(control, PACE, <i32>pace);
  setArgumentF32(control, REST, rest);
  setArgumentF32(control, MOMENTUM, momentum);
  setArgumentF32(control, EPSILON, epsilon);
  parallel(control, RMS_PROP, chunks);
}

export function rmsPropChunk(control: usize, chunk: i32): void {
  const entry = entryOf(control, chunk), end = bytes(countOf(entry, chunk));
  const w = placeOf(entry, chunk, 0), g = placeOf(entry, chunk, 1), v = placeOf(entry, chunk, 2);
  const a = placeOf(entry, chunk, 3), u = placeOf(entry, chunk, 4);
  const pace = <usize>argument(control, PACE), rate = v128.load32_splat(pace), decay = v128.load32_splat(pace + 4), part = f32x4.splat(argumentF32(control, REST));
  const momentum = f32x4.splat(argumentF32(control, MOMENTUM)), epsilon = f32x4.splat(argumentF32(control, EPSILON));
  const zero = f32x4.splat(0);
  for (let at: usize = 0; at < end; at += 16) {
    const rest = end - at < 16 ? end - at : 0;
    const gradient = get(g + at, rest), before = get(w + at, rest);
    let spread = get(v + at, rest);
    spread = f32x4.add(spread, f32x4.mul(part, f32x4.sub(f32x4.mul(gradient, gradient), spread)));
    put(v + at, rest, spread);
    if (a != 0) {
      let mean = get(a + at, rest);
      mean = f32x4.add(mean, f32x4.mul(part, f32x4.sub(gradient, mean)));
      put(a + at, rest, mean);
      spread = f32x4.max(f32x4.sub(spread, f32x4.mul(mean, mean)), zero);
    }
    let step = f32x4.div(f32x4.mul(gradient, rate), f32x4.sqrt(f32x4.add(spread, epsilon)));
    if (u != 0) {
      step = f32x4.add(f32x4.mul(get(u + at, rest), momentum), step);
      put(u + at, rest, step);
    }
    put(w + at, rest, f32x4.sub(f32x4.sub(before, f32x4.mul(before, decay)), step));
  }
}
