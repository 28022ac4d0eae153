// AssemblyScript: an LSTM over a whole sequence, forward and back. The products with the input were made before; here is what goes from step
// to step.
import { sigmoid, tanh } from './elementary';
import { bytes } from './pack';
import { addRecurrent, beginForward, beginGradient, endRow, firstRow, lineOf, overRows, OWN, sendBack } from './recurrence';
import { argument, setArgument } from './threads';
import { get, put } from './vectors';

export const LSTM_GATES: i32 = 47;
export const LSTM_GATES_GRADIENT: i32 = 48;

const GATES: i32 = OWN, CELL_BEFORE: i32 = OWN + 1, CELL: i32 = OWN + 2, HIDDEN: i32 = OWN + 3;
const DHIDDEN: i32 = OWN + 4, DLATER: i32 = OWN + 5, DCELL: i32 = OWN + 6, DCELL_OUT: i32 = OWN + 7, DSUMS: i32 = OWN + 8;

/**
 * gates[t] = (σ, σ, tanh, σ)(projected[t] + hidden[t−1]·kernel), cells[t] = f ⊙ cells[t−1] + i ⊙ g, hidden[t] = o ⊙ tanh(cells[t]).
 *
 * projected, the products with the input, and gates [time, batch, 4·units], in the order i, f, g, o; cells and hidden [time, batch, units].
 * kernel [units, 4·units]; `first` hidden and cell [batch, units]. `workspace` holds the packed kernel.
 */
export function lstm(
  control: usize, projected: usize, gates: usize, kernel: usize, firstHidden: usize, firstCell: usize, hidden: usize, cells: usize,
  time: i32, batch: i32, units: i32, workspace: usize,
): void {
  const step = bytes(batch * units);
  beginForward(control, kernel, 4 * units, batch, units, workspace);
  for (let t = 0; t < time; t++, projected += 4 * step, gates += 4 * step, hidden += step, cells += step) {
    addRecurrent(control, t == 0 ? firstHidden : hidden - step, projected, gates);
    setArgument(control, GATES, <i32>gates);
    setArgument(control, CELL_BEFORE, <i32>(t == 0 ? firstCell : cells - step));
    setArgument(control, CELL, <i32>cells);
    setArgument(control, HIDDEN, <i32>hidden);
    overRows(control, LSTM_GATES);
  }
}

/** The gates of a few rows. */
export function lstmGatesChunk(control: usize, chunk: i32): void {
  const first = firstRow(control, chunk), end = endRow(control, chunk), line = lineOf(control), offset = <usize>first * line;
  let i = <usize>argument(control, GATES) + 4 * offset, before = <usize>argument(control, CELL_BEFORE) + offset;
  let cell = <usize>argument(control, CELL) + offset, hidden = <usize>argument(control, HIDDEN) + offset;
  for (let row = first; row < end; row++, i += 4 * line, before += line, cell += line, hidden += line) {
    const f = i + line, g = f + line, o = g + line;
    for (let at: usize = 0; at < line; at += 16) {
      const rest = line - at < 16 ? line - at : 0;
      const input = sigmoid(get(i + at, rest)), forget = sigmoid(get(f + at, rest));
      const candidate = tanh(get(g + at, rest)), output = sigmoid(get(o + at, rest));
      const next = f32x4.add(f32x4.mul(forget, get(before + at, rest)), f32x4.mul(input, candidate));
      put(i + at, rest, input);
      put(f + at, rest, forget);
      put(g + at, rest, candidate);
      put(o + at, rest, output);
      put(cell + at, rest, next);
      put(hidden + at, rest, f32x4.mul(output, tanh(next)));
    }
  }
}

/**
 * The gradients of `lstm`: dsums [time, batch, 4·units] in the sums of the gates, those in the first hidden state and cell; and before
 * [time, batch, units], the hidden state that each step began with. dhidden and dcells [time, batch, units] are the gradients in what it
 * gave; `workspace` holds the packed kernel.
 */
export function lstmGradient(
  control: usize, gates: usize, kernel: usize, firstHidden: usize, firstCell: usize, hidden: usize, cells: usize,
  dhidden: usize, dcells: usize, dsums: usize, dfirstHidden: usize, dfirstCell: usize, before: usize,
  time: i32, batch: i32, units: i32, workspace: usize,
): void {
  const step = bytes(batch * units);
  beginGradient(control, kernel, 4 * units, firstHidden, hidden, before, dfirstHidden, time, batch, units, workspace);
  memory.fill(dfirstCell, 0, step); // what later steps send back
  setArgument(control, DLATER, <i32>dfirstHidden);
  setArgument(control, DCELL, <i32>dfirstCell);
  for (let t = time - 1; t >= 0; t--) {
    const at = <usize>t * step, place = dsums + 4 * at;
    setArgument(control, GATES, <i32>(gates + 4 * at));
    setArgument(control, CELL_BEFORE, <i32>(t == 0 ? firstCell : cells + at - step));
    setArgument(control, CELL, <i32>(cells + at));
    setArgument(control, DHIDDEN, <i32>(dhidden + at));
    setArgument(control, DCELL_OUT, <i32>(dcells + at));
    setArgument(control, DSUMS, <i32>place);
    overRows(control, LSTM_GATES_GRADIENT);
    memory.fill(dfirstHidden, 0, step); // an LSTM sends nothing past its gates
    sendBack(control, place, dfirstHidden);
  }
}

/** The gradients in the sums of the gates of a few rows; the cell's gradient goes on to the step before. */
export function lstmGatesGradientChunk(control: usize, chunk: i32): void {
  const first = firstRow(control, chunk), end = endRow(control, chunk), line = lineOf(control), offset = <usize>first * line;
  let i = <usize>argument(control, GATES) + 4 * offset, before = <usize>argument(control, CELL_BEFORE) + offset;
  let cell = <usize>argument(control, CELL) + offset, dhidden = <usize>argument(control, DHIDDEN) + offset;
  let later = <usize>argument(control, DLATER) + offset, dcell = <usize>argument(control, DCELL) + offset;
  let out = <usize>argument(control, DCELL_OUT) + offset, di = <usize>argument(control, DSUMS) + 4 * offset;
  for (let row = first; row < end; row++) {
    const f = i + line, g = f + line, o = g + line, df = di + line, dg = df + line, dO = dg + line;
    for (let at: usize = 0; at < line; at += 16) {
      const rest = line - at < 16 ? line - at : 0;
      const input = get(i + at, rest), forget = get(f + at, rest), candidate = get(g + at, rest), output = get(o + at, rest);
      const squashed = tanh(get(cell + at, rest)), unit = f32x4.splat(1);
      const dh = f32x4.add(get(dhidden + at, rest), get(later + at, rest));
      const through = f32x4.mul(f32x4.mul(dh, output), f32x4.sub(unit, f32x4.mul(squashed, squashed)));
      const dc = f32x4.add(f32x4.add(get(dcell + at, rest), get(out + at, rest)), through);
      put(di + at, rest, f32x4.mul(f32x4.mul(dc, candidate), slope(input)));
      put(df + at, rest, f32x4.mul(f32x4.mul(dc, get(before + at, rest)), slope(forget)));
      put(dg + at, rest, f32x4.mul(f32x4.mul(dc, input), f32x4.sub(unit, f32x4.mul(candidate, candidate))));
      put(dO + at, rest, f32x4.mul(f32x4.mul(dh, squashed), slope(output)));
      put(dcell + at, rest, f32x4.mul(dc, forget));
    }
    i += 4 * line;
    di += 4 * line;
    before += line;
    cell += line;
    dhidden += line;
    later += line;
    dcell += line;
    out += line;
  }
}

/** σ' by σ. */
// @ts-ignore: decorator
@inline function slope(s: v128): v128 {
  return f32x4.mul(s, f32x4.sub(f32x4.splat(1), s));
}
