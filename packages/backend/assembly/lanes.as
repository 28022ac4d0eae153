// AssemblyScript: functions of four numbers at a time, for the code of groups: so that in a group each gives the bits of its own kernel.
import { activate, GELU, GELU_TANH, SIGMOID, slope, TANH } from './activations';
import { lastBits } from './cast';
import * as elementary from './elementary';
import * as normal from './erf';
import * as near from './near-one';

export function exp(x: v128): v128 { return elementary.exp(x); }
export function log(x: v128): v128 { return elementary.log(x); }
export function sigmoid(x: v128): v128 { return elementary.sigmoid(x); }
export function tanh(x: v128): v128 { return elementary.tanh(x); }
export function expm1(x: v128): v128 { return near.expm1(x); }
export function log1p(x: v128): v128 { return near.log1p(x); }
export function erf(x: v128): v128 { return normal.erf(x); }
export function gelu(x: v128): v128 { return activate(x, GELU, 0); }
export function geluTanh(x: v128): v128 { return activate(x, GELU_TANH, 0); }
export function sigmoidSlope(x: v128): v128 { return slope(x, SIGMOID, 0); }
export function tanhSlope(x: v128): v128 { return slope(x, TANH, 0); }
export function geluSlope(x: v128): v128 { return slope(x, GELU, 0); }
export function geluTanhSlope(x: v128): v128 { return slope(x, GELU_TANH, 0); }
export function softplus(x: v128): v128 {
  return f32x4.add(v128.andnot(x, f32x4.le(x, f32x4.splat(0))), near.log1p(elementary.expBelow0(f32x4.neg(f32x4.abs(x)))));
}

/** As whole numbers: towards 0, and of what int32 does not hold the last 32 bits. */
export function whole(x: v128): v128 {
  if (!v128.any_true(f32x4.ge(f32x4.abs(x), f32x4.splat(2147483648)))) return i32x4.trunc_sat_f32x4_s(x);
  let y = i32x4.splat(lastBits(f32x4.extract_lane(x, 0)));
  y = i32x4.replace_lane(y, 1, lastBits(f32x4.extract_lane(x, 1)));
  y = i32x4.replace_lane(y, 2, lastBits(f32x4.extract_lane(x, 2)));
  return i32x4.replace_lane(y, 3, lastBits(f32x4.extract_lane(x, 3)));
}
