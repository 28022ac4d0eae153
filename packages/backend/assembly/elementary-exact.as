// AssemblyScript: logarithm, cosine and normal quantile of two float64 at a time: those of src/random/elementary.ts and quantile.ts,
// operation by operation, so that their bits are the same. Nothing here may be fused.

// @ts-ignore: decorator
@inline function number(value: f64): v128 {
  return f64x2.splat(value);
}

/** sum·x + c, rounded twice. */
// @ts-ignore: decorator
@inline function next(sum: v128, x: v128, c: f64): v128 {
  return f64x2.add(f64x2.mul(sum, x), number(c));
}

/** ln x of normal positive numbers. */
// @ts-ignore: decorator
@inline export function logExact(x: v128): v128 {
  const exponents = i64x2.sub(i64x2.shr_u(x, 52), i64x2.splat(1022));
  let mantissa = v128.or(v128.and(x, i64x2.splat(0x000fffffffffffff)), i64x2.splat(0x3fe0000000000000));
  const low = f64x2.lt(mantissa, number(Math.SQRT1_2));
  mantissa = v128.bitselect(f64x2.add(mantissa, mantissa), mantissa, low);
  const whole = i64x2.add(exponents, low);
  const exponent = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(whole, whole, 0, 2, 0, 2));
  const s = f64x2.div(f64x2.sub(mantissa, number(1)), f64x2.add(mantissa, number(1)));
  const square = f64x2.mul(s, s);
  let sum = number(1.0 / 23.0);
  sum = next(sum, square, 1.0 / 21.0);
  sum = next(sum, square, 1.0 / 19.0);
  sum = next(sum, square, 1.0 / 17.0);
  sum = next(sum, square, 1.0 / 15.0);
  sum = next(sum, square, 1.0 / 13.0);
  sum = next(sum, square, 1.0 / 11.0);
  sum = next(sum, square, 1.0 / 9.0);
  sum = next(sum, square, 1.0 / 7.0);
  sum = next(sum, square, 1.0 / 5.0);
  sum = next(sum, square, 1.0 / 3.0);
  sum = next(sum, square, 1.0);
  return f64x2.add(f64x2.mul(exponent, number(0.6931471805599453)), f64x2.mul(f64x2.mul(number(2), s), sum));
}

/** cos(2πu) for u in [0, 1). */
// @ts-ignore: decorator
@inline export function cosTurnsExact(u: v128): v128 {
  const fourth = f64x2.mul(u, number(4)), quarters = f64x2.floor(f64x2.add(fourth, number(0.5)));
  const x = f64x2.mul(f64x2.sub(fourth, quarters), number(1.5707963267948966)), square = f64x2.mul(x, x);
  const narrow = i32x4.trunc_sat_f64x2_u_zero(quarters), wide = v128.shuffle<i32>(narrow, i32x4.splat(0), 0, 4, 1, 5);
  const odd = i64x2.eq(v128.and(wide, i64x2.splat(1)), i64x2.splat(1)); // there it is a sine
  const negative = i64x2.eq(v128.and(i64x2.add(wide, i64x2.splat(1)), i64x2.splat(2)), i64x2.splat(2));
  let sum = number(1);
  for (let n: f64 = 18; n > 0; n -= 2) {
    const divisor = v128.bitselect(number((n + 1) * n), number(n * (n - 1)), odd);
    sum = f64x2.sub(number(1), f64x2.div(f64x2.mul(sum, square), divisor));
  }
  const value = v128.bitselect(f64x2.mul(sum, x), sum, odd);
  return v128.bitselect(f64x2.neg(value), value, negative);
}

/** Φ⁻¹(½ + q) for |q| up to 0.4773. */
// @ts-ignore: decorator
@inline export function normalQuantileExact(q: v128): v128 {
  const size = f64x2.abs(q), tail = f64x2.gt(size, number(0.425));
  const near = middle(q);
  if (!v128.any_true(tail)) return near;
  const r = f64x2.sub(f64x2.sqrt(f64x2.neg(logExact(f64x2.sub(number(0.5), size)))), number(1.6));
  let above = number(0.0007745450142783414);
  above = next(above, r, 0.022723844989269184);
  above = next(above, r, 0.2417807251774506);
  above = next(above, r, 1.2704582524523684);
  above = next(above, r, 3.6478483247632045);
  above = next(above, r, 5.769497221460691);
  above = next(above, r, 4.630337846156546);
  above = next(above, r, 1.4234371107496835);
  let below = number(1.0507500716444169e-09);
  below = next(below, r, 0.0005475938084995345);
  below = next(below, r, 0.015198666563616457);
  below = next(below, r, 0.14810397642748008);
  below = next(below, r, 0.6897673349851);
  below = next(below, r, 1.6763848301838038);
  below = next(below, r, 2.053191626637759);
  below = next(below, r, 1);
  const x = f64x2.div(above, below);
  return v128.bitselect(v128.bitselect(f64x2.neg(x), x, f64x2.lt(q, number(0))), near, tail);
}

// @ts-ignore: decorator
@inline function middle(q: v128): v128 {
  const r = f64x2.sub(number(0.180625), f64x2.mul(q, q));
  let above = number(2509.0809287301227);
  above = next(above, r, 33430.57558358813);
  above = next(above, r, 67265.7709270087);
  above = next(above, r, 45921.95393154987);
  above = next(above, r, 13731.69376550946);
  above = next(above, r, 1971.5909503065513);
  above = next(above, r, 133.14166789178438);
  above = next(above, r, 3.3871328727963665);
  let below = number(5226.495278852546);
  below = next(below, r, 28729.085735721943);
  below = next(below, r, 39307.89580009271);
  below = next(below, r, 21213.794301586597);
  below = next(below, r, 5394.196021424751);
  below = next(below, r, 687.1870074920579);
  below = next(below, r, 42.31333070160091);
  below = next(below, r, 1);
  return f64x2.div(f64x2.mul(q, above), below);
}
