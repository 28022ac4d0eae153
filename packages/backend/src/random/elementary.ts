/**
 * Logarithm, cosine and sine from additions, multiplications and divisions alone. Math.log and Math.cos may differ in
 * their last bits from one JavaScript engine to another; IEEE 754 fixes these, so that initial weights and made data are
 * the same bits everywhere.
 */

const LN2 = 0.6931471805599453;
const HALF_PI = 1.5707963267948966;
const view = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8));

/**
 * Natural logarithm of a normal positive float64, to about 1e-16 of its size.
 *
 * x = m·2ᵉ with m in [√½, √2);  s = (m − 1)/(m + 1);  ln m = 2(s + s³/3 + s⁵/5 + …), where s² < 0.0295.
 */
export function log(x: number): number {
  view.setFloat64(0, x);
  const high = view.getUint32(0);
  let exponent = ((high >>> 20) & 0x7ff) - 1022;
  view.setUint32(0, (high & 0x800fffff) | (1022 << 20)); // the same mantissa in [½, 1)
  let mantissa = view.getFloat64(0);
  if (mantissa < Math.SQRT1_2) {
    mantissa *= 2;
    exponent -= 1;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let sum = 0;
  for (let odd = 23; odd >= 1; odd -= 2) sum = sum * square + 1 / odd;
  return exponent * LN2 + 2 * s * sum;
}

/**
 * cos(2πu) to about 1e-16, the same bits on every engine: u counts turns, and may be any number up to 2²⁸ in size.
 *
 * u is split into quarter turns and a rest of at most an eighth of a turn, whose sine or cosine is a Taylor sum.
 *
 * @example
 * ```ts
 * import { cosTurns } from '@thaw/backend';
 *
 * console.log(cosTurns(0), cosTurns(1 / 2)); // 1 -1
 * ```
 */
export function cosTurns(u: number): number {
  return wave(u, 0);
}

/**
 * sin(2πu) to about 1e-16, the same bits on every engine: u counts turns, and may be any number up to 2²⁸ in size.
 *
 * @example
 * ```ts
 * import { sinTurns } from '@thaw/backend';
 *
 * console.log(sinTurns(0), sinTurns(1 / 4)); // 0 1
 * ```
 */
export function sinTurns(u: number): number {
  return wave(u, 3); // the cosine three quarters of a turn further on
}

/** The cosine of u turns and some quarters. */
function wave(u: number, ahead: number): number {
  const quarters = Math.floor(u * 4 + 0.5);
  const angle = (u * 4 - quarters) * HALF_PI;
  switch ((quarters + ahead) & 3) {
    case 0:
      return taylor(angle, 0);
    case 1:
      return -taylor(angle, 1);
    case 2:
      return -taylor(angle, 0);
    default:
      return taylor(angle, 1);
  }
}

/** Σ (−1)ᵏ xⁿ/n! over n = first, first + 2, … : the cosine for first = 0, the sine for first = 1. */
function taylor(x: number, first: 0 | 1): number {
  const square = x * x;
  let sum = 1;
  for (let n = 18 + first; n > first; n -= 2) sum = 1 - (sum * square) / (n * (n - 1));
  return first === 0 ? sum : sum * x;
}
