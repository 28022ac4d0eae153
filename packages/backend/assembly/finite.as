// AssemblyScript: whether numbers are numbers.
import { get } from './vectors';
import { bytes } from './pack';

/** The exponent of a float32, which is all ones in infinities and NaN alone. */
const EXPONENT: i32 = 0x7f800000;

/** 1 where all of `count` numbers are finite, else 0. */
export function allFinite(x: usize, count: i32): i32 {
  const end = bytes(count), whole = end & ~63, exponent = i32x4.splat(EXPONENT);
  let a = i32x4.splat(0), b = a, c = a, d = a;
  let at: usize = 0;
  for (; at < whole; at += 64) {
    a = v128.or(a, i32x4.eq(v128.and(v128.load(x + at), exponent), exponent));
    b = v128.or(b, i32x4.eq(v128.and(v128.load(x + at, 16), exponent), exponent));
    c = v128.or(c, i32x4.eq(v128.and(v128.load(x + at, 32), exponent), exponent));
    d = v128.or(d, i32x4.eq(v128.and(v128.load(x + at, 48), exponent), exponent));
  }
  for (; at < end; at += 16) {
    const four = get(x + at, end - at < 16 ? end - at : 0);
    a = v128.or(a, i32x4.eq(v128.and(four, exponent), exponent));
  }
  return v128.any_true(v128.or(v128.or(a, b), v128.or(c, d))) ? 0 : 1;
}
