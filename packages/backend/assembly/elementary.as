// AssemblyScript: elementary functions of four numbers at a time, within 2 units in the last place of float32, NaN kept.
// The polynomials are those of Cephes (Moshier 1989, https://www.netlib.org/cephes/): exp on [−ln2/2, ln2/2], log on [√½, √2],
// tanh on [−0.625, 0.625].

// @ts-ignore: decorator
@inline function number(value: f32): v128 {
  return f32x4.splat(value);
}

/** a·b + c, rounded once where the engine has fused multiply-add and twice where not. */
// @ts-ignore: decorator
@inline export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** 1.5·2²³: a float32 to which a small one is added ends in that one's whole part, rounded. */
export const ROUND: f32 = 12582912;

/**
 * eʳ − 1 = r + r²·P(r) with r from −ln2/2 to ln2/2. P has degree 4 and is off by 1.3e-8 at most, relative to the whole: minimax, by
 * Lawson's reweighted least squares in float64.
 */
// @ts-ignore: decorator
@inline export function expm1Near(r: v128): v128 {
  let p = number(1.388251432e-3);
  p = multiplyAdd(p, r, number(8.366557769e-3));
  p = multiplyAdd(p, r, number(4.166720062e-2));
  p = multiplyAdd(p, r, number(1.666654348e-1));
  p = multiplyAdd(p, r, number(4.999999702e-1));
  return multiplyAdd(f32x4.mul(p, r), r, r);
}

/** x − n·ln2, with ln2 in two parts of which n times the first is exact. */
// @ts-ignore: decorator
@inline export function restOfLn2(x: v128, n: v128): v128 {
  return f32x4.sub(f32x4.sub(x, f32x4.mul(n, number(0.693359375))), f32x4.mul(n, number(-2.12194440e-4)));
}

/** x / ln2, rounded to a whole number n, plus ROUND: less ROUND it is n, and its bits less those of ROUND are n too. */
// @ts-ignore: decorator
@inline export function roundLog2(x: v128): v128 {
  return f32x4.add(f32x4.mul(x, number(1.44269504)), number(ROUND));
}

/** eˣ; below −87.33 it is 0, where float32 would have numbers of fewer digits. */
// @ts-ignore: decorator
@inline export function exp(x: v128): v128 {
  const clamped = f32x4.pmin(f32x4.pmax(x, number(LOWEST)), number(HIGHEST));
  const shifted = roundLog2(clamped), r = restOfLn2(clamped, f32x4.sub(shifted, number(ROUND)));
  const p = f32x4.add(expm1Near(r), number(1));
  // 2ⁿ in two factors, since 2¹²⁸ is no float32.
  const whole = i32x4.sub(shifted, number(ROUND)), half = i32x4.shr_s(whole, 1);
  const first = i32x4.shl(i32x4.add(half, i32x4.splat(127)), 23);
  const second = i32x4.shl(i32x4.add(i32x4.sub(whole, half), i32x4.splat(127)), 23);
  const result = f32x4.mul(f32x4.mul(p, first), second);
  const small = f32x4.lt(x, number(LOWEST)), large = f32x4.gt(x, number(HIGHEST));
  const bounded = v128.bitselect(number(Infinity), v128.andnot(result, small), large);
  return v128.bitselect(bounded, x, f32x4.eq(x, x));
}

/** eˣ for x up to 0, in fewer instructions. */
// @ts-ignore: decorator
@inline export function expBelow0(x: v128): v128 {
  const clamped = f32x4.pmax(x, number(LOWEST)); // NaN stays
  // With 127 more, the last bits are the exponent of 2ⁿ as float32 has it.
  const shifted = f32x4.add(f32x4.mul(clamped, number(1.44269504)), number(ROUND + 127));
  const r = restOfLn2(clamped, f32x4.sub(shifted, number(ROUND + 127))), power = i32x4.shl(shifted, 23);
  return v128.andnot(multiplyAdd(expm1Near(r), power, power), f32x4.lt(x, number(LOWEST)));
}

/** Where eˣ leaves the float32 numbers of full precision. */
const LOWEST: f32 = -87.33654;
const HIGHEST: f32 = 88.72284;

/** ln x; of 0 it is −∞, below 0 NaN. Numbers under 1.18e-38 are taken as that. */
// @ts-ignore: decorator
@inline export function log(x: v128): v128 {
  const positive = f32x4.pmax(x, number(1.17549435e-38));
  let exponent = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(positive, 23), i32x4.splat(126)));
  let mantissa = v128.or(v128.and(positive, i32x4.splat(0x007fffff)), number(0.5));
  const low = f32x4.lt(mantissa, number(0.707106781186547524));
  exponent = f32x4.sub(exponent, v128.and(number(1), low));
  mantissa = f32x4.sub(f32x4.add(mantissa, v128.and(mantissa, low)), number(1));
  const z = f32x4.mul(mantissa, mantissa);
  let p = number(7.0376836292e-2);
  p = multiplyAdd(p, mantissa, number(-1.1514610310e-1));
  p = multiplyAdd(p, mantissa, number(1.1676998740e-1));
  p = multiplyAdd(p, mantissa, number(-1.2420140846e-1));
  p = multiplyAdd(p, mantissa, number(1.4249322787e-1));
  p = multiplyAdd(p, mantissa, number(-1.6668057665e-1));
  p = multiplyAdd(p, mantissa, number(2.0000714765e-1));
  p = multiplyAdd(p, mantissa, number(-2.4999993993e-1));
  p = multiplyAdd(p, mantissa, number(3.3333331174e-1));
  let y = f32x4.mul(f32x4.mul(p, mantissa), z);
  y = multiplyAdd(exponent, number(-2.12194440e-4), y);
  y = f32x4.sub(y, f32x4.mul(z, number(0.5)));
  y = f32x4.add(mantissa, y);
  y = multiplyAdd(exponent, number(0.693359375), y);
  y = v128.bitselect(number(-Infinity), y, f32x4.eq(x, number(0)));
  y = v128.bitselect(number(Infinity), y, f32x4.eq(x, number(Infinity)));
  return v128.bitselect(y, number(NaN), f32x4.ge(x, number(0)));
}

/** 1 / (1 + e⁻ˣ), from e^−|x| on either side. */
// @ts-ignore: decorator
@inline export function sigmoid(x: v128): v128 {
  const e = expBelow0(f32x4.neg(f32x4.abs(x))), below = f32x4.lt(x, number(0));
  return f32x4.div(v128.bitselect(e, number(1), below), f32x4.add(number(1), e));
}

/** tanh x: a polynomial near 0, else (1 − e^−2|x|) / (1 + e^−2|x|) with the sign of x. */
// @ts-ignore: decorator
@inline export function tanh(x: v128): v128 {
  const size = f32x4.abs(x), e = expBelow0(f32x4.mul(size, number(-2)));
  const far = f32x4.div(f32x4.sub(number(1), e), f32x4.add(number(1), e));
  const z = f32x4.mul(x, x);
  let p = number(-5.70498872745e-3);
  p = multiplyAdd(p, z, number(2.06390887954e-2));
  p = multiplyAdd(p, z, number(-5.37397155531e-2));
  p = multiplyAdd(p, z, number(1.33314422036e-1));
  p = multiplyAdd(p, z, number(-3.33332819422e-1));
  const near = multiplyAdd(f32x4.mul(p, z), x, x);
  return v128.or(v128.bitselect(near, far, f32x4.lt(size, number(0.625))), v128.and(x, i32x4.splat(0x80000000)));
}
