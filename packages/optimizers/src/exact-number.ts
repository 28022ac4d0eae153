import type { HostTensor } from '@thaw/core';

/**
 * A number of 53 bits as the sum of three of 24, so that it is saved among float32 tensors and comes back to the bit:
 * a step beyond 2²⁴, or a learning rate.
 */
export function split(number: number): HostTensor {
  const high = Math.fround(number);
  const middle = Math.fround(number - high);
  return { shape: [3], data: Float32Array.of(high, middle, number - high - middle) };
}

/** The number that was split. */
export function joined({ data: [high = 0, middle = 0, low = 0] }: HostTensor): number {
  return high + (middle + low);
}
