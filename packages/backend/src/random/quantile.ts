import { log } from './elementary.ts';

/** The part of a normal population that lies within two standard deviations: Φ(2) − Φ(−2). */
export const WITHIN_TWO = 0.9544997361036416;

/**
 * The number below which the part ½ + q of a standard normal population lies, for |q| up to WITHIN_TWO / 2: from −2 to 2,
 * to about 1e-15. It is made of additions, multiplications, divisions and square roots, so its bits are the same on every engine.
 *
 * Near the middle a quotient of polynomials in q², further out one in √(−ln(½ − |q|)).
 *
 * @see Wichura 1988, algorithm AS 241 (PPND16), https://doi.org/10.2307/2347330
 */
export function normalQuantile(q: number): number {
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(MIDDLE_ABOVE, r)) / polynomial(MIDDLE_BELOW, r);
  }
  const r = Math.sqrt(-log(0.5 - Math.abs(q))) - 1.6;
  const x = polynomial(TAIL_ABOVE, r) / polynomial(TAIL_BELOW, r);
  return q < 0 ? -x : x;
}

/** The highest power's coefficient first. */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = coefficients[0]!;
  for (let i = 1; i < coefficients.length; i++) sum = sum * x + coefficients[i]!;
  return sum;
}

const MIDDLE_ABOVE = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987,
  13731.69376550946, 1971.5909503065513, 133.14166789178438, 3.3871328727963665,
]; // prettier-ignore
const MIDDLE_BELOW = [
  5226.495278852546, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
  687.1870074920579, 42.31333070160091, 1,
]; // prettier-ignore
const TAIL_ABOVE = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684,
  3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835,
]; // prettier-ignore
const TAIL_BELOW = [
  1.0507500716444169e-09, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008,
  0.6897673349851, 1.6763848301838038, 2.053191626637759, 1,
]; // prettier-ignore
