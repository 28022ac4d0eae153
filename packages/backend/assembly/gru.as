// AssemblyScript: a GRU over a whole sequence, forward and back. The products with the input were made before; here is what goes from step
// to step.
import { sigmoid, tanh } from './elementary';
import { bytes } from './pack';
import { addRecurrent, beginForward, beginGradient, endRow, firstRow, lineOf, overRows, OWN, sendBack } from './recurrence';
import { argument, setArgument } from './threads';
import { get, put } from './vectors';

export const GRU_GATES: i32 = 89;
export const GRU_GATES_GRADIENT: i32 = 90;

const PROJECTED: i32 = OWN, SUMS: i32 = OWN + 1, GATES: i32 = OWN + 2, BEFORE: i32 = OWN + 3, HIDDEN: i32 = OWN + 4;
const DHIDDEN: i32 = OWN + 5, DLATER: i32 = OWN + 6, DPROJECTED: i32 = OWN + 7, DSUMS: i32 = OWN + 8;

/**
 * sums = hidden[t−1]·kernel + bias, z, r = σ(projected[t] + sums), h̃ = tanh(projected[t] + r ⊙ sums), hidden[t] = z ⊙ hidden[t−1] +
 * (1 − z) ⊙ h̃.
 *
 * projected [time, batch, 3·units] in the order z, r, h; kernel [units, 3·units], bias [3·units]; `first` hidden [batch, units]. Written are
 * hidden [time, batch, units] and gates [time, batch, 4·units]: z, r, h̃ and the sum of h̃, which the gradient needs.
 * `workspace` holds the packed kernel; sums [batch, 3·units] are those of a step.
 */
export function gru(
  control: usize, projected: usize, kernel: usize, bias: usize, firstHidden: usize, hidden: usize, gates: usize,
  time: i32, batch: i32, units: i32, workspace: usize, sums: usize,
): void {
  const width = 3 * units, step = bytes(batch * units), line = bytes(width), end = sums + 3 * step;
  beginForward(control, kernel, width, batch, units, workspace);
  setArgument(control, SUMS, <i32>sums);
  for (let t = 0; t < time; t++, projected += 3 * step, gates += 4 * step, hidden += step) {
    const before = t == 0 ? firstHidden : hidden - step;
    for (let row = sums; row < end; row += line) memory.copy(row, bias, line);
    addRecurrent(control, before, sums, sums);
    setArgument(control, PROJECTED, <i32>projected);
    setArgument(control, GATES, <i32>gates);
    setArgument(control, BEFORE, <i32>before);
    setArgument(control, HIDDEN, <i32>hidden);
    overRows(control, GRU_GATES);
  }
}

/** The gates of a few rows. */
export function gruGatesChunk(control: usize, chunk: i32): void {
  const first = firstRow(control, chunk), end = endRow(control, chunk), line = lineOf(control), offset = <usize>first * line;
  let a = <usize>argument(control, PROJECTED) + 3 * offset, s = <usize>argument(control, SUMS) + 3 * offset;
  let before = <usize>argument(control, BEFORE) + offset, hidden = <usize>argument(control, HIDDEN) + offset;
  let z = <usize>argument(control, GATES) + 4 * offset;
  for (let row = first; row < end; row++) {
    const r = z + line, h = r + line, sum = h + line;
    for (let at: usize = 0; at < line; at += 16) {
      const rest = line - at < 16 ? line - at : 0, second = at + line, third = second + line;
      const update = sigmoid(f32x4.add(get(a + at, rest), get(s + at, rest)));
      const reset = sigmoid(f32x4.add(get(a + second, rest), get(s + second, rest)));
      const recurrent = get(s + third, rest);
      const candidate = tanh(f32x4.add(get(a + third, rest), f32x4.mul(reset, recurrent)));
      const kept = f32x4.mul(update, get(before + at, rest));
      put(z + at, rest, update);
      put(r + at, rest, reset);
      put(h + at, rest, candidate);
      put(sum + at, rest, recurrent);
      put(hidden + at, rest, f32x4.add(kept, f32x4.mul(f32x4.sub(f32x4.splat(1), update), candidate)));
    }
    a += 3 * line;
    s += 3 * line;
    z += 4 * line;
    before += line;
    hidden += line;
  }
}

/**
 * The gradients of `gru`: dprojected and dsums [time, batch, 3·units] in what it was given and in its sums, dfirst [batch, units] in the
 * first hidden state, and before [time, batch, units], the hidden state that each step began with. dhidden [time, batch, units] is the
 * gradient in what it gave; `workspace` holds the packed kernel.
 */
export function gruGradient(
  control: usize, gates: usize, kernel: usize, firstHidden: usize, hidden: usize, dhidden: usize,
  dprojected: usize, dsums: usize, dfirst: usize, before: usize, time: i32, batch: i32, units: i32, workspace: usize,
): void {
  const step = bytes(batch * units);
  beginGradient(control, kernel, 3 * units, firstHidden, hidden, before, dfirst, time, batch, units, workspace);
  setArgument(control, DLATER, <i32>dfirst);
  for (let t = time - 1; t >= 0; t--) {
    const at = <usize>t * step, place = dsums + 3 * at;
    setArgument(control, GATES, <i32>(gates + 4 * at));
    setArgument(control, BEFORE, <i32>(before + at));
    setArgument(control, DHIDDEN, <i32>(dhidden + at));
    setArgument(control, DPROJECTED, <i32>(dprojected + 3 * at));
    setArgument(control, DSUMS, <i32>place);
    overRows(control, GRU_GATES_GRADIENT);
    sendBack(control, place, dfirst);
  }
}

/** The gradients of a few rows; what goes past the gates to the step before is left where what came from later lay. */
export function gruGatesGradientChunk(control: usize, chunk: i32): void {
  const first = firstRow(control, chunk), end = endRow(control, chunk), line = lineOf(control), offset = <usize>first * line;
  let z = <usize>argument(control, GATES) + 4 * offset, before = <usize>argument(control, BEFORE) + offset;
  let dhidden = <usize>argument(control, DHIDDEN) + offset, later = <usize>argument(control, DLATER) + offset;
  let da = <usize>argument(control, DPROJECTED) + 3 * offset, ds = <usize>argument(control, DSUMS) + 3 * offset;
  const one = f32x4.splat(1);
  for (let row = first; row < end; row++) {
    const r = z + line, h = r + line, sum = h + line;
    for (let at: usize = 0; at < line; at += 16) {
      const rest = line - at < 16 ? line - at : 0, second = at + line, third = second + line;
      const update = get(z + at, rest), reset = get(r + at, rest), candidate = get(h + at, rest);
      const dh = f32x4.add(get(dhidden + at, rest), get(later + at, rest)), fresh = f32x4.sub(one, update);
      const slopeZ = f32x4.mul(update, fresh), slopeR = f32x4.mul(reset, f32x4.sub(one, reset));
      const dz = f32x4.mul(f32x4.mul(dh, f32x4.sub(get(before + at, rest), candidate)), slopeZ);
      const dn = f32x4.mul(f32x4.mul(dh, fresh), f32x4.sub(one, f32x4.mul(candidate, candidate)));
      const dr = f32x4.mul(f32x4.mul(dn, get(sum + at, rest)), slopeR);
      put(da + at, rest, dz);
      put(ds + at, rest, dz);
      put(da + second, rest, dr);
      put(ds + second, rest, dr);
      put(da + third, rest, dn);
      put(ds + third, rest, f32x4.mul(dn, reset));
      put(later + at, rest, f32x4.mul(dh, update));
    }
    z += 4 * line;
    before += line;
    dhidden += line;
    later += line;
    da += 3 * line;
    ds += 3 * line;
  }
}
