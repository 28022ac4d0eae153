// AssemblyScript: eˣ − 1 and ln(1 + x) of four numbers at a time, within 2 units in the last place also where x is small and the plain
// way would cancel; NaN kept.
import { expm1Near, log, restOfLn2, ROUND, roundLog2 } from './elementary';

// @ts-ignore: decorator
@inline function number(value: f32): v128 {
  return f32x4.splat(value);
}

/**
 * eˣ − 1 = 2ⁿ·(eʳ − 1) + (2ⁿ − 1) with x = n·ln 2 + r.
 * Half of 2ⁿ is taken and the sum doubled in the end, since 2¹²⁸ is no float32.
 */
// @ts-ignore: decorator
@inline export function expm1(x: v128): v128 {
  const clamped = f32x4.pmin(f32x4.pmax(x, number(-87)), number(88.72284));
  const shifted = roundLog2(clamped), p = expm1Near(restOfLn2(clamped, f32x4.sub(shifted, number(ROUND))));
  const half = i32x4.shl(i32x4.add(i32x4.sub(shifted, number(ROUND)), i32x4.splat(126)), 23); // 2ⁿ⁻¹
  const sum = f32x4.add(f32x4.mul(p, half), f32x4.sub(half, number(0.5)));
  const result = v128.bitselect(number(Infinity), f32x4.add(sum, sum), f32x4.gt(x, number(88.72284)));
  // What is smaller is its own result, −0 too.
  const small = f32x4.lt(f32x4.abs(x), number(1e-12));
  return v128.bitselect(x, result, v128.or(small, f32x4.ne(x, x)));
}

/**
 * ln(1 + x) = ln u + (x − (u − 1)) / u with u = 1 + x as rounded: the second summand is what the rounding lost.
 *
 * @see Goldberg 1991, "What every computer scientist should know about floating-point arithmetic", theorem 4,
 *   https://doi.org/10.1145/103162.103163, of which this is the additive form.
 */
// @ts-ignore: decorator
@inline export function log1p(x: v128): v128 {
  const u = f32x4.add(x, number(1)), whole = log(u);
  const lost = f32x4.div(f32x4.sub(x, f32x4.sub(u, number(1))), u);
  // Beyond the reach of the correction: infinity, and −1, whose logarithm is −∞.
  const plain = v128.or(f32x4.ge(u, number(Infinity)), f32x4.le(u, number(0)));
  const small = f32x4.lt(f32x4.abs(x), number(1e-12));
  return v128.bitselect(x, f32x4.add(whole, v128.andnot(lost, plain)), small);
}
