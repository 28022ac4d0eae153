// AssemblyScript: activations of four numbers at a time, and bias with activation over a block of a matrix.
import { exp, expBelow0, sigmoid, tanh } from './elementary';
import { cumulativeNormal } from './erf';
import { expm1 } from './near-one';
import { bytes } from './pack';

// The numbers of the activations, as src/wasm/activation.ts has them.
const LINEAR: i32 = 0;
export const RELU: i32 = 1;
const RELU6: i32 = 2;
const ELU: i32 = 3;
const LEAKY_RELU: i32 = 4;
export const SIGMOID: i32 = 5;
export const TANH: i32 = 6;
export const GELU_TANH: i32 = 7;
export const GELU: i32 = 8;

/** An activation by its number. `alpha` is the slope of a leaky relu. */
// @ts-ignore: decorator
@inline export function activate(x: v128, activation: i32, alpha: f32): v128 {
  const zero = f32x4.splat(0);
  switch (activation) {
    case RELU: return v128.andnot(x, f32x4.le(x, zero)); // NaN stays
    case RELU6: return f32x4.min(f32x4.max(x, zero), f32x4.splat(6));
    case ELU: return v128.bitselect(expm1(x), x, f32x4.lt(x, zero));
    case LEAKY_RELU: return v128.bitselect(f32x4.mul(x, f32x4.splat(alpha)), x, f32x4.lt(x, zero));
    case SIGMOID: return sigmoid(x);
    case TANH: return tanh(x);
    case GELU_TANH: return geluTanh(x);
    case GELU: return f32x4.mul(x, cumulativeNormal(x));
    default: return x;
  }
}

// @ts-ignore: decorator
@inline export function geluTanh(x: v128): v128 {
  return f32x4.mul(x, sigmoid(inner(x)));
}

/** Its derivative at x. */
// @ts-ignore: decorator
@inline export function geluTanhSlope(x: v128): v128 {
  const s = sigmoid(inner(x)), one = f32x4.splat(1);
  const within = f32x4.add(f32x4.mul(f32x4.mul(x, x), f32x4.splat(0.134145)), one);
  const along = f32x4.mul(f32x4.mul(x, f32x4.mul(within, f32x4.splat(1.5957691216))), f32x4.sub(one, s));
  return f32x4.mul(s, f32x4.add(one, along));
}

/** 2·√(2/π)·(x + 0.044715·x³): since (1 + tanh u)/2 = σ(2u), GELU is x·σ of this. */
// @ts-ignore: decorator
@inline function inner(x: v128): v128 {
  const cubic = f32x4.add(f32x4.mul(f32x4.mul(x, x), f32x4.splat(0.044715)), f32x4.splat(1));
  return f32x4.mul(f32x4.mul(x, cubic), f32x4.splat(1.5957691216));
}

/** The derivative of an activation by its number, at x. */
// @ts-ignore: decorator
@inline export function slope(x: v128, activation: i32, alpha: f32): v128 {
  const zero = f32x4.splat(0), one = f32x4.splat(1);
  switch (activation) {
    case RELU: return v128.and(one, f32x4.gt(x, zero));
    case RELU6: return v128.and(one, v128.and(f32x4.gt(x, zero), f32x4.lt(x, f32x4.splat(6))));
    case ELU: return v128.bitselect(exp(x), one, f32x4.lt(x, zero));
    case LEAKY_RELU: return v128.bitselect(f32x4.splat(alpha), one, f32x4.le(x, zero));
    case SIGMOID: {
      const s = sigmoid(x);
      return f32x4.mul(s, f32x4.sub(one, s));
    }
    case TANH: {
      const t = tanh(x);
      return f32x4.sub(one, f32x4.mul(t, t));
    }
    case GELU_TANH: return geluTanhSlope(x);
    case GELU: {
      const density = f32x4.mul(f32x4.splat(0.39894228), expBelow0(f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.5))));
      return f32x4.add(cumulativeNormal(x), f32x4.mul(x, density));
    }
    default: return one;
  }
}

/** c = activation(c + bias) over a block whose rows are `stride` bytes apart; `bias` 0 is none. */
export function finish(
  c: usize, stride: usize, rows: i32, columns: i32, bias: usize, activation: i32, alpha: f32,
): void {
  if (activation == LINEAR) {
    if (bias != 0) finishRows(c, stride, rows, columns, bias, LINEAR, alpha);
  } else if (activation == RELU) finishRows(c, stride, rows, columns, bias, RELU, alpha);
  else finishRows(c, stride, rows, columns, bias, activation, alpha);
}

/** c = c + d over a block of two matrices whose rows are `stride` bytes apart. */
export function addBlock(c: usize, d: usize, stride: usize, rows: i32, columns: i32): void {
  const end = bytes(columns), vectors = end & ~15;
  for (let row = 0; row < rows; row++, c += stride, d += stride) {
    for (let at: usize = 0; at < vectors; at += 16) v128.store(c + at, f32x4.add(v128.load(c + at), v128.load(d + at)));
    for (let at = vectors; at < end; at += 4) store<f32>(c + at, load<f32>(c + at) + load<f32>(d + at));
  }
}

/** Inlined, so that an activation known here is chosen once and not for each number. */
// @ts-ignore: decorator
@inline function finishRows(
  c: usize, stride: usize, rows: i32, columns: i32, bias: usize, activation: i32, alpha: f32,
): void {
  const end = bytes(columns), vectors = end & ~15;
  for (let row = 0; row < rows; row++, c += stride) {
    for (let at: usize = 0; at < vectors; at += 16) {
      let x = v128.load(c + at);
      if (bias != 0) x = f32x4.add(x, v128.load(bias + at));
      v128.store(c + at, activate(x, activation, alpha));
    }
    for (let at = vectors; at < end; at += 4) {
      let x = load<f32>(c + at);
      if (bias != 0) x += load<f32>(bias + at);
      store<f32>(c + at, f32x4.extract_lane(activate(f32x4.splat(x), activation, alpha), 0));
    }
  }
}
