// AssemblyScript: bias and activation over rows, and the gradients in both.
import { activate, GELU_TANH, geluTanh, geluTanhSlope, RELU, slope } from './activations';
import { bytes, ceilDiv } from './pack';
import { addParts } from './parts';
import { argument, argumentF32, parallel, setArgument, setArgumentF32 } from './threads';
import { loadRest, storeRest, wholeBytes } from './vectors';

export const BIAS_ACTIVATION: i32 = 49;
export const BIAS_ACTIVATION_GRADIENT: i32 = 50;

const X: i32 = 0, BIAS: i32 = 1, Y: i32 = 2, ROWS: i32 = 3, UNITS: i32 = 4, ACTIVATION: i32 = 5, ALPHA: i32 = 6;
const DY: i32 = 7, DX: i32 = 8, PARTS: i32 = 9, EACH: i32 = 10;

// @ts-ignore: decorator
@inline function rowsPerChunk(units: i32): i32 {
  return max(1, 8192 / max(1, units));
}

/** y = activation(x + bias); `bias` 0 is none. */
export function biasActivation(
  control: usize, x: usize, bias: usize, y: usize, rows: i32, units: i32, activation: i32, alpha: f32,
): void {
  setArgument(control, X, <i32>x);
  setArgument(control, BIAS, <i32>bias);
  setArgument(control, Y, <i32>y);
  setArgument(control, ROWS, rows);
  setArgument(control, UNITS, units);
  setArgument(control, ACTIVATION, activation);
  setArgumentF32(control, ALPHA, alpha);
  parallel(control, BIAS_ACTIVATION, ceilDiv(rows, rowsPerChunk(units)));
}

export function biasActivationChunk(control: usize, chunk: i32): void {
  const activation = argument(control, ACTIVATION);
  if (activation == RELU) forward(control, chunk, RELU);
  else if (activation == GELU_TANH) forward(control, chunk, GELU_TANH);
  else forward(control, chunk, activation);
}

/** Inlined, so that an activation known here is chosen once and not for each number. */
// @ts-ignore: decorator
@inline function forward(control: usize, chunk: i32, activation: i32): void {
  const units = argument(control, UNITS), each = rowsPerChunk(units), first = chunk * each;
  const last = min(argument(control, ROWS), first + each), whole = wholeBytes(units), rest = bytes(units) - whole;
  const bias = <usize>argument(control, BIAS), alpha = argumentF32(control, ALPHA), none = f32x4.splat(0);
  let x = <usize>argument(control, X) + bytes(first * units), y = <usize>argument(control, Y) + bytes(first * units);
  for (let row = first; row < last; row++, x += bytes(units), y += bytes(units)) {
    for (let at = activation == GELU_TANH && bias ? geluTanhOfMany(x, bias, y, whole) : 0; at < whole; at += 16) {
      v128.store(y + at, activate(f32x4.add(v128.load(x + at), bias ? v128.load(bias + at) : none), activation, alpha));
    }
    if (!rest) continue;
    const b = bias ? loadRest(bias + whole, rest, 0) : none;
    storeRest(y + whole, rest, activate(f32x4.add(loadRest(x + whole, rest, 0), b), activation, alpha));
  }
}

/**
 * y = GELU(x + bias) by eights of vectors, as many as lie before `end`; returns where the rest begins. One alone is a long chain of
 * instructions, each of which waits for the one before: eight chains side by side take half the time.
 */
function geluTanhOfMany(x: usize, bias: usize, y: usize, end: usize): usize {
  let at: usize = 0;
  for (; at + 128 <= end; at += 128, x += 128, bias += 128, y += 128) {
    const a = geluTanh(f32x4.add(v128.load(x), v128.load(bias)));
    const b = geluTanh(f32x4.add(v128.load(x, 16), v128.load(bias, 16)));
    const c = geluTanh(f32x4.add(v128.load(x, 32), v128.load(bias, 32)));
    const d = geluTanh(f32x4.add(v128.load(x, 48), v128.load(bias, 48)));
    const e = geluTanh(f32x4.add(v128.load(x, 64), v128.load(bias, 64)));
    const f = geluTanh(f32x4.add(v128.load(x, 80), v128.load(bias, 80)));
    const g = geluTanh(f32x4.add(v128.load(x, 96), v128.load(bias, 96)));
    const h = geluTanh(f32x4.add(v128.load(x, 112), v128.load(bias, 112)));
    v128.store(y, a);
    v128.store(y, b, 16);
    v128.store(y, c, 32);
    v128.store(y, d, 48);
    v128.store(y, e, 64);
    v128.store(y, f, 80);
    v128.store(y, g, 96);
    v128.store(y, h, 112);
  }
  return at;
}

/**
 * dx = dy ⊙ activation′(x + bias), dbias = Σ dx over the rows, made in `parts` that lie in `workspace` as [parts, units]; without a bias
 * dbias is 0 and not made.
 */
export function biasActivationGradient(
  control: usize, x: usize, bias: usize, dy: usize, dx: usize, dbias: usize, rows: i32, units: i32, activation: i32, alpha: f32,
  parts: i32, workspace: usize,
): void {
  setArgument(control, X, <i32>x);
  setArgument(control, BIAS, <i32>bias);
  setArgument(control, DY, <i32>dy);
  setArgument(control, DX, <i32>dx);
  setArgument(control, ROWS, rows);
  setArgument(control, UNITS, units);
  setArgument(control, ACTIVATION, activation);
  setArgumentF32(control, ALPHA, alpha);
  setArgument(control, PARTS, <i32>(dbias ? workspace : 0));
  setArgument(control, EACH, ceilDiv(rows, parts));
  parallel(control, BIAS_ACTIVATION_GRADIENT, parts);
  if (dbias) addParts(control, workspace, dbias, units, parts);
}

export function biasActivationGradientChunk(control: usize, chunk: i32): void {
  const activation = argument(control, ACTIVATION);
  if (activation == RELU) backward(control, chunk, RELU);
  else if (activation == GELU_TANH) backward(control, chunk, GELU_TANH);
  else backward(control, chunk, activation);
}

// @ts-ignore: decorator
@inline function backward(control: usize, chunk: i32, activation: i32): void {
  const units = argument(control, UNITS), each = argument(control, EACH), first = chunk * each;
  const last = min(argument(control, ROWS), first + each), whole = wholeBytes(units), rest = bytes(units) - whole;
  const bias = <usize>argument(control, BIAS), alpha = argumentF32(control, ALPHA);
  const parts = <usize>argument(control, PARTS), sums = parts ? parts + bytes(chunk * units) : 0, none = f32x4.splat(0);
  if (sums) memory.fill(sums, 0, bytes(units));
  let x = <usize>argument(control, X) + bytes(first * units), dy = <usize>argument(control, DY) + bytes(first * units);
  let dx = <usize>argument(control, DX) + bytes(first * units);
  for (let row = first; row < last; row++, x += bytes(units), dy += bytes(units), dx += bytes(units)) {
    let at: usize = 0;
    if (activation == GELU_TANH && bias && sums) at = geluTanhGradientOfMany(x, bias, dy, dx, sums, whole);
    for (; at < whole; at += 16) {
      const z = f32x4.add(v128.load(x + at), bias ? v128.load(bias + at) : none);
      const d = f32x4.mul(v128.load(dy + at), slope(z, activation, alpha));
      v128.store(dx + at, d);
      if (sums) v128.store(sums + at, f32x4.add(v128.load(sums + at), d));
    }
    if (!rest) continue;
    const z = f32x4.add(loadRest(x + whole, rest, 0), bias ? loadRest(bias + whole, rest, 0) : none);
    const d = f32x4.mul(loadRest(dy + whole, rest, 0), slope(z, activation, alpha));
    storeRest(dx + whole, rest, d);
    if (sums) storeRest(sums + whole, rest, f32x4.add(loadRest(sums + whole, rest, 0), d));
  }
}

/** The same of the gradient, which is also added to `sums`. */
function geluTanhGradientOfMany(x: usize, bias: usize, dy: usize, dx: usize, sums: usize, end: usize): usize {
  let at: usize = 0;
  for (; at + 128 <= end; at += 128, x += 128, bias += 128, dy += 128, dx += 128, sums += 128) {
    const a = f32x4.mul(v128.load(dy), geluTanhSlope(f32x4.add(v128.load(x), v128.load(bias))));
    const b = f32x4.mul(v128.load(dy, 16), geluTanhSlope(f32x4.add(v128.load(x, 16), v128.load(bias, 16))));
    const c = f32x4.mul(v128.load(dy, 32), geluTanhSlope(f32x4.add(v128.load(x, 32), v128.load(bias, 32))));
    const d = f32x4.mul(v128.load(dy, 48), geluTanhSlope(f32x4.add(v128.load(x, 48), v128.load(bias, 48))));
    const e = f32x4.mul(v128.load(dy, 64), geluTanhSlope(f32x4.add(v128.load(x, 64), v128.load(bias, 64))));
    const f = f32x4.mul(v128.load(dy, 80), geluTanhSlope(f32x4.add(v128.load(x, 80), v128.load(bias, 80))));
    const g = f32x4.mul(v128.load(dy, 96), geluTanhSlope(f32x4.add(v128.load(x, 96), v128.load(bias, 96))));
    const h = f32x4.mul(v128.load(dy, 112), geluTanhSlope(f32x4.add(v128.load(x, 112), v128.load(bias, 112))));
    v128.store(dx, a);
    v128.store(dx, b, 16);
    v128.store(dx, c, 32);
    v128.store(dx, d, 48);
    v128.store(dx, e, 64);
    v128.store(dx, f, 80);
    v128.store(dx, g, 96);
    v128.store(dx, h, 112);
    v128.store(sums, f32x4.add(v128.load(sums), a));
    v128.store(sums, f32x4.add(v128.load(sums, 16), b), 16);
    v128.store(sums, f32x4.add(v128.load(sums, 32), c), 32);
    v128.store(sums, f32x4.add(v128.load(sums, 48), d), 48);
    v128.store(sums, f32x4.add(v128.load(sums, 64), e), 64);
    v128.store(sums, f32x4.add(v128.load(sums, 80), f), 80);
    v128.store(sums, f32x4.add(v128.load(sums, 96), g), 96);
    v128.store(sums, f32x4.add(v128.load(sums, 112), h), 112);
  }
  return at;
}
