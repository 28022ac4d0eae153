/**
 * A number of 53 bits as the sum of three of 24, so that it is saved among float32 tensors and comes back to the bit:
 * a step beyond 2²⁴, or a learning rate.
 */
export function split(number: number): Float32Array {
  const high = Math.fround(number);
  const middle = Math.fround(number - high);
  return Float32Array.of(high, middle, number - high - middle);
}

/** The number that was split. */
export function joined([high = 0, middle = 0, low = 0]: ArrayLike<number> & Iterable<number>): number {
  return high + (middle + low);
}
