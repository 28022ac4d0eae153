/**
 * Philox 4x32-10: a counter-based generator. One block is a pure function of a key and a counter, so any part
 * of a stream can be computed on its own, on any device and in any order.
 *
 * Ten rounds of
 *   (c0, c1, c2, c3) ← (hi(B·c2) ⊕ c1 ⊕ k0,  lo(B·c2),  hi(A·c0) ⊕ c3 ⊕ k1,  lo(A·c0))
 * with the key raised by the Weyl constants (k0, k1) ← (k0 + W0, k1 + W1) between rounds.
 *
 * @see Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3",
 * https://doi.org/10.1145/2063384.2063405; the known answers in the tests are those of its Random123 library.
 */

const MULTIPLIER_A = 0xd2511f53;
const MULTIPLIER_B = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;

/** The four 32-bit words of a counter. */
export type Counter = readonly [number, number, number, number];

/**
 * Writes one block, four unsigned 32-bit words, to `out` from `offset` on; words past its end are dropped.
 *
 * @param counter four 32-bit words, the lowest first.
 * @param key two 32-bit words.
 */
export function philoxBlock(
  counter: Counter,
  key: readonly [number, number],
  out: Uint32Array,
  offset = 0,
): void {
  let c0 = counter[0];
  let c1 = counter[1];
  let c2 = counter[2];
  let c3 = counter[3];
  let k0 = key[0];
  let k1 = key[1];
  for (let round = 0; round < ROUNDS; round++) {
    const highA = multiplyHigh(MULTIPLIER_A, c0);
    const lowA = Math.imul(MULTIPLIER_A, c0);
    const highB = multiplyHigh(MULTIPLIER_B, c2);
    const lowB = Math.imul(MULTIPLIER_B, c2);
    c0 = highB ^ c1 ^ k0;
    c1 = lowB;
    c2 = highA ^ c3 ^ k1;
    c3 = lowA;
    k0 = (k0 + WEYL_0) | 0;
    k1 = (k1 + WEYL_1) | 0;
  }
  out[offset] = c0;
  out[offset + 1] = c1;
  out[offset + 2] = c2;
  out[offset + 3] = c3;
}

/** The upper 32 bits of the 64-bit product of two unsigned 32-bit numbers, from four exact 16-bit products. */
export function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16); // < 2³², exact in a float64
  const carry = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
}
