/**
 * Uniform numbers of any range to the bit of the host, whose arithmetic is that of float64, in WGSL, which has none.
 *
 * The host computes low + (k·2⁻²⁴·span), k the upper 24 bits of a word: the product is rounded to 53 bits, the sum too, and at last
 * to the 24 of a float32. Here low and the span are whole numbers times a power of two, and all is done in whole numbers of 128 bits.
 */
export interface RangePlan {
  /** |low| and |span| as whole numbers below 2⁵³, in two words each, and their signs: 1 is negative. */
  readonly low0: number;
  readonly low1: number;
  readonly lowNegative: number;
  readonly span0: number;
  readonly span1: number;
  readonly spanNegative: number;
  /** How many bits |low|, and the product, are shifted to the left to have the same unit, and that unit's exponent of two. */
  readonly lowShift: number;
  readonly productShift: number;
  readonly unit: number;
}

/** The plan of a range; undefined where low and span are so far apart, or so small or large, that 128 bits do not hold it. */
export function planRange(low: number, high: number): RangePlan | undefined {
  const [a, b] = [wholeOf(low), wholeOf(high - low)];
  if (!a || !b || !(Math.max(Math.abs(low), Math.abs(high)) < 2 ** 127)) return undefined;
  const unit = low === 0 ? b.exponent - 24 : Math.min(a.exponent, b.exponent - 24);
  const [lowShift, productShift] = [low === 0 ? 0 : a.exponent - unit, b.exponent - 24 - unit];
  if (53 + lowShift > 126 || 77 + productShift > 126 || unit < -126) return undefined;
  return {
    low0: a.whole % 2 ** 32,
    low1: Math.floor(a.whole / 2 ** 32),
    lowNegative: low < 0 ? 1 : 0,
    span0: b.whole % 2 ** 32,
    span1: Math.floor(b.whole / 2 ** 32),
    spanNegative: high < low ? 1 : 0,
    lowShift,
    productShift,
    unit,
  };
}

/** |x| = whole · 2^exponent, the whole number as small as can be; undefined where x is not finite, or subnormal. */
function wholeOf(x: number): { readonly whole: number; readonly exponent: number } | undefined {
  let whole = Math.abs(x);
  if (whole === 0) return { whole, exponent: 0 };
  if (!(whole >= 2 ** -1022 && whole < Infinity)) return undefined;
  let exponent = 0;
  for (; whole >= 2 ** 53; whole /= 2) exponent++;
  for (; !Number.isInteger(whole); whole *= 2) exponent--;
  for (; whole % 2 === 0; whole /= 2) exponent++;
  return { whole, exponent };
}

/** `inRange(k) -> f32`, with the fields of the plan in `u`. Numbers of 128 bits are vec4u, the lowest word first. */
export const exactUniform = `
fn shiftLeft(x: vec4u, count: u32) -> vec4u {
  var y = x;
  for (var i = 0u; i < count / 32; i++) { y = vec4u(0, y.xyz); }
  let bits = count % 32;
  if (bits == 0) { return y; }
  return (y << vec4u(bits)) | (vec4u(0, y.xyz) >> vec4u(32 - bits));
}

fn shiftRight(x: vec4u, count: u32) -> vec4u {
  var y = x;
  for (var i = 0u; i < count / 32; i++) { y = vec4u(y.yzw, 0); }
  let bits = count % 32;
  if (bits == 0) { return y; }
  return (y >> vec4u(bits)) | (vec4u(y.yzw, 0) << vec4u(32 - bits));
}

fn isLess(a: vec4u, b: vec4u) -> bool {
  for (var i = 3; i > 0; i--) { if (a[i] != b[i]) { return a[i] < b[i]; } }
  return a.x < b.x;
}

fn sum(a: vec4u, b: vec4u) -> vec4u {
  var y = vec4u();
  var carry = 0u;
  for (var i = 0; i < 4; i++) {
    let part = a[i] + carry;
    y[i] = part + b[i];
    carry = select(0u, 1u, part < carry) + select(0u, 1u, y[i] < part);
  }
  return y;
}

fn difference(a: vec4u, b: vec4u) -> vec4u { return sum(a, sum(~b, vec4u(1, 0, 0, 0))); }

fn bitLength(x: vec4u) -> u32 {
  for (var i = 3u; i > 0; i--) { if (x[i] != 0) { return 32 * i + 32 - countLeadingZeros(x[i]); } }
  return 32 - countLeadingZeros(x.x);
}

/** To so many bits, half to even. */
fn rounded(x: vec4u, bits: u32) -> vec4u {
  let length = bitLength(x);
  if (length <= bits) { return x; }
  let shift = length - bits;
  var kept = shiftRight(x, shift);
  let rest = difference(x, shiftLeft(kept, shift));
  let half = shiftLeft(vec4u(1, 0, 0, 0), shift - 1);
  if (isLess(half, rest) || (all(rest == half) && (kept.x & 1) == 1)) { kept = sum(kept, vec4u(1, 0, 0, 0)); }
  return shiftLeft(kept, shift);
}

fn inRange(k: u32) -> f32 {
  let low = vec4u(k * u.span0, multiplyHigh(k, u.span0), 0, 0);
  let high = vec4u(0, k * u.span1, multiplyHigh(k, u.span1), 0);
  let product = shiftLeft(rounded(sum(low, high), 53), u.productShift);
  let start = shiftLeft(vec4u(u.low0, u.low1, 0, 0), u.lowShift);
  var magnitude = sum(start, product);
  var negative = u.lowNegative;
  if (u.lowNegative != u.spanNegative) {
    if (isLess(start, product)) {
      magnitude = difference(product, start);
      negative = u.spanNegative;
    } else {
      magnitude = difference(start, product);
    }
  }
  let exact = rounded(rounded(magnitude, 53), 24);
  let length = bitLength(exact);
  if (length == 0) { return 0; }
  let digits = select(shiftRight(exact, length - min(length, 24)).x, exact.x << (24 - min(length, 24)), length < 24);
  let exponent = u32(i32(length) - 1 + u.unit + 127);
  return bitcast<f32>((negative << 31) | (exponent << 23) | (digits & 0x007fffff));
}`;
