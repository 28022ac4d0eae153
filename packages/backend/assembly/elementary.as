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

/** eˣ; below −87.33 it is 0, where float32 would have numbers of fewer digits. */
// @ts-ignore: decorator
@inline export function exp(x: v128): v128 {
  const clamped = f32x4.min(f32x4.max(x, number(-87.33654)), number(88.72284));
  const n = f32x4.nearest(f32x4.mul(clamped, number(1.44269504)));
  let r = f32x4.sub(clamped, f32x4.mul(n, number(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, number(-2.12194440e-4)));
  let p = number(1.9875691500e-4);
  p = multiplyAdd(p, r, number(1.3981999507e-3));
  p = multiplyAdd(p, r, number(8.3334519073e-3));
  p = multiplyAdd(p, r, number(4.1665795894e-2));
  p = multiplyAdd(p, r, number(1.6666665459e-1));
  p = multiplyAdd(p, r, number(5.0000001201e-1));
  p = f32x4.add(multiplyAdd(f32x4.mul(p, r), r, r), number(1));
  // 2ⁿ in two factors, since 2¹²⁸ is no float32.
  const whole = i32x4.trunc_sat_f32x4_s(n), half = i32x4.shr_s(whole, 1);
  const first = i32x4.shl(i32x4.add(half, i32x4.splat(127)), 23);
  const second = i32x4.shl(i32x4.add(i32x4.sub(whole, half), i32x4.splat(127)), 23);
  const result = f32x4.mul(f32x4.mul(p, first), second);
  const small = f32x4.lt(x, number(-87.33654)), large = f32x4.gt(x, number(88.72284));
  const bounded = v128.bitselect(number(Infinity), v128.andnot(result, small), large);
  return v128.bitselect(bounded, x, f32x4.eq(x, x));
}

/** ln x; of 0 it is −∞, below 0 NaN. Numbers under 1.18e-38 are taken as that. */
// @ts-ignore: decorator
@inline export function log(x: v128): v128 {
  const positive = f32x4.max(x, number(1.17549435e-38));
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

/** 1 / (1 + e⁻ˣ). */
// @ts-ignore: decorator
@inline export function sigmoid(x: v128): v128 {
  return f32x4.div(number(1), f32x4.add(number(1), exp(f32x4.neg(x))));
}

/** tanh x: a polynomial near 0, else 1 − 2 / (e^2|x| + 1) with the sign of x. */
// @ts-ignore: decorator
@inline export function tanh(x: v128): v128 {
  const size = f32x4.abs(x);
  const far = f32x4.sub(number(1), f32x4.div(number(2), f32x4.add(exp(f32x4.add(size, size)), number(1))));
  const signed = v128.or(far, v128.and(x, i32x4.splat(0x80000000)));
  const z = f32x4.mul(x, x);
  let p = number(-5.70498872745e-3);
  p = multiplyAdd(p, z, number(2.06390887954e-2));
  p = multiplyAdd(p, z, number(-5.37397155531e-2));
  p = multiplyAdd(p, z, number(1.33314422036e-1));
  p = multiplyAdd(p, z, number(-3.33332819422e-1));
  const near = multiplyAdd(f32x4.mul(p, z), x, x);
  return v128.bitselect(near, signed, f32x4.lt(size, number(0.625)));
}
