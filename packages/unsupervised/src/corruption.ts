import { drawBernoulli, drawNormal, type Random, tf } from '@thaw/backend';

import { checkPart, checkRate } from './check-arguments.ts';

/** Damages inputs: [batch, …] → the same shape, by chance that comes from `random`. */
export type Corruption = (input: tf.Tensor, random: Random) => tf.Tensor;

/**
 * Sets each number to zero with probability `rate`, and leaves the others as they are.
 *
 * @throws {ArgumentError} when rate is not from 0 to below 1.
 * @see Vincent et al. 2008, https://doi.org/10.1145/1390156.1390294
 * @example
 * ```ts
 * import { Random, tf, useDevice } from '@thaw/core';
 * import { maskingNoise } from '@thaw/unsupervised';
 *
 * await useDevice();
 * maskingNoise(0.5)(tf.ones([1, 8]), new Random(7)).print(); // about half of them zeros
 * ```
 */
export function maskingNoise(rate: number): Corruption {
  checkPart('maskingNoise', 'rate', rate);
  return (input, random) => tf.mul(input, tf.sub(1, drawBernoulli(random, input.shape, rate)));
}

/**
 * Adds a normal number of mean zero to each.
 *
 * @throws {ArgumentError} when standardDeviation is not above 0.
 * @see Vincent et al. 2010, https://jmlr.org/papers/v11/vincent10a.html
 * @example
 * ```ts
 * import { Random, tf, useDevice } from '@thaw/core';
 * import { gaussianNoise } from '@thaw/unsupervised';
 *
 * await useDevice();
 * gaussianNoise(0.1)(tf.ones([1, 4]), new Random(7)).print();
 * ```
 */
export function gaussianNoise(standardDeviation: number): Corruption {
  checkRate('gaussianNoise', 'standardDeviation', standardDeviation);
  return (input, random) => tf.add(input, drawNormal(random, input.shape, 0, standardDeviation));
}
