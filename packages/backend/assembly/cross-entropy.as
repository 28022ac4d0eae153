// AssemblyScript: cross-entropy of whole-number labels with the softmax of logits, and its gradient.
import { expBelow0 } from './elementary';
import { bytes, ceilDiv } from './pack';
import { logSumExp } from './row-softmax';
import { argument, parallel, setArgument } from './threads';
import { loadRest, storeRest, wholeBytes } from './vectors';

export const CROSS_ENTROPY: i32 = 40;
export const CROSS_ENTROPY_GRADIENT: i32 = 41;

const LOGITS: i32 = 0, LABELS: i32 = 1, LOSSES: i32 = 2, SUMS: i32 = 3, ROWS: i32 = 4, CLASSES: i32 = 5, DY: i32 = 6, DX: i32 = 7;

// @ts-ignore: decorator
@inline function rowsPerChunk(classes: i32): i32 {
  return max(1, 8192 / max(1, classes));
}

/**
 * losses[i] = sums[i] − logits[i, labels[i]], sums[i] = ln Σ e^logits[i, ·]. A label that is no class has loss 0.
 */
export function crossEntropy(
  control: usize, logits: usize, labels: usize, losses: usize, sums: usize, rows: i32, classes: i32,
): void {
  setArgument(control, LOGITS, <i32>logits);
  setArgument(control, LABELS, <i32>labels);
  setArgument(control, LOSSES, <i32>losses);
  setArgument(control, SUMS, <i32>sums);
  setArgument(control, ROWS, rows);
  setArgument(control, CLASSES, classes);
  parallel(control, CROSS_ENTROPY, ceilDiv(rows, rowsPerChunk(classes)));
}

/** dx[i, c] = dy[i]·(e^(logits[i, c] − sums[i]) − [c = labels[i]]); a label that is no class has gradient 0. */
export function crossEntropyGradient(
  control: usize, logits: usize, labels: usize, sums: usize, dy: usize, dx: usize, rows: i32, classes: i32,
): void {
  setArgument(control, LOGITS, <i32>logits);
  setArgument(control, LABELS, <i32>labels);
  setArgument(control, SUMS, <i32>sums);
  setArgument(control, DY, <i32>dy);
  setArgument(control, DX, <i32>dx);
  setArgument(control, ROWS, rows);
  setArgument(control, CLASSES, classes);
  parallel(control, CROSS_ENTROPY_GRADIENT, ceilDiv(rows, rowsPerChunk(classes)));
}

export function crossEntropyChunk(control: usize, chunk: i32, scratch: usize): void {
  const classes = argument(control, CLASSES), each = rowsPerChunk(classes), first = chunk * each;
  const last = min(argument(control, ROWS), first + each);
  const labels = <usize>argument(control, LABELS), losses = <usize>argument(control, LOSSES);
  const sums = <usize>argument(control, SUMS);
  let x = <usize>argument(control, LOGITS) + bytes(first * classes);
  for (let row = first; row < last; row++, x += bytes(classes)) {
    const label = load<i32>(labels + bytes(row)), sum = logSumExp(x, classes, scratch);
    store<f32>(sums + bytes(row), sum);
    store<f32>(losses + bytes(row), <u32>label < <u32>classes ? sum - load<f32>(x + bytes(label)) : 0);
  }
}

export function crossEntropyGradientChunk(control: usize, chunk: i32): void {
  const classes = argument(control, CLASSES), each = rowsPerChunk(classes), first = chunk * each;
  const last = min(argument(control, ROWS), first + each), whole = wholeBytes(classes), rest = bytes(classes) - whole;
  const labels = <usize>argument(control, LABELS), sums = <usize>argument(control, SUMS), dy = <usize>argument(control, DY);
  let x = <usize>argument(control, LOGITS) + bytes(first * classes), dx = <usize>argument(control, DX) + bytes(first * classes);
  for (let row = first; row < last; row++, x += bytes(classes), dx += bytes(classes)) {
    const label = load<i32>(labels + bytes(row)), gradient = load<f32>(dy + bytes(row));
    if (<u32>label >= <u32>classes) {
      memory.fill(dx, 0, bytes(classes));
      continue;
    }
    const scale = f32x4.splat(gradient), shift = f32x4.splat(load<f32>(sums + bytes(row)));
    for (let at: usize = 0; at < whole; at += 16) {
      v128.store(dx + at, f32x4.mul(scale, expBelow0(f32x4.sub(v128.load(x + at), shift))));
    }
    if (rest) storeRest(dx + whole, rest, f32x4.mul(scale, expBelow0(f32x4.sub(loadRest(x + whole, rest, 0), shift))));
    const place = dx + bytes(label);
    store<f32>(place, load<f32>(place) - gradient);
  }
}
