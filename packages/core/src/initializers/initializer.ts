import { ArgumentError, describe, type Random, sharedRandom } from '@thaw/backend';

/**
 * Draws the first values of a weight: `shape` → as many numbers, on the host.
 *
 * The numbers come from `random`, by default a fork of the generator that `seed` seeds.
 */
export type Initializer = (shape: readonly number[], random?: Random) => Float32Array;

/**
 * All zeros: the usual start of a bias.
 * @example
 * ```ts
 * import { zeros } from '@thaw/core';
 *
 * console.log(zeros([2, 2])); // Float32Array(4) [ 0, 0, 0, 0 ]
 * ```
 */
export const zeros: Initializer = (shape) => new Float32Array(sizeOf(shape));

/** An initializer that is used as it is, or `with` options. */
export interface ConfigurableInitializer<Options> extends Initializer {
  /** The initializer with these options. @throws {ArgumentError} when one is out of range, or there is no such option. */
  with(options: Options): Initializer;
}

/**
 * All ones.
 * @example
 * ```ts
 * import { ones } from '@thaw/core';
 *
 * console.log(ones([3])); // Float32Array(3) [ 1, 1, 1 ]
 * ```
 */
export const ones: Initializer = (shape) => new Float32Array(sizeOf(shape)).fill(1);

/**
 * The same number everywhere.
 * @throws {ArgumentError} when it is no finite number.
 * @example
 * ```ts
 * import { constant } from '@thaw/core';
 *
 * console.log(constant(0.5)([2])); // Float32Array(2) [ 0.5, 0.5 ]
 * ```
 */
export function constant(value: number): Initializer {
  requireFinite('constant', 'value', value);
  return (shape) => new Float32Array(sizeOf(shape)).fill(value);
}

/**
 * Normal with the given mean and standard deviation. Keras calls it RandomNormal.
 * @throws {ArgumentError} when the deviation is negative, or the mean no finite number.
 * @example
 * ```ts
 * import { normal } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 *
 * new Dense(64, 32, { kernelInitializer: normal(0.02) }); // as GPT-2 begins
 * ```
 */
export function normal(standardDeviation = 0.05, mean = 0): Initializer {
  requireSpread('normal', standardDeviation, mean);
  return (shape, random = sharedRandom().fork()) => random.normal(sizeOf(shape), mean, standardDeviation);
}

/**
 * Normal, but never further than two standard deviations from the mean: no unit begins saturated by one large weight.
 * Keras calls it TruncatedNormal.
 *
 * `standardDeviation` is that of the whole bell; what is drawn has 0.8796 times as much.
 *
 * @throws {ArgumentError} when the deviation is negative, or the mean no finite number.
 * @example
 * ```ts
 * import { Random, truncatedNormal } from '@thaw/core';
 *
 * const values = truncatedNormal(0.5)([1000], new Random(7));
 * console.log(Math.max(...values) <= 1, Math.min(...values) >= -1); // true true
 * ```
 */
export function truncatedNormal(standardDeviation = 0.05, mean = 0): Initializer {
  requireSpread('truncatedNormal', standardDeviation, mean);
  return (shape, random = sharedRandom().fork()) =>
    random.truncatedNormal(sizeOf(shape), mean, standardDeviation);
}

/**
 * Uniform in [low, high). Keras calls it RandomUniform.
 * @throws {ArgumentError} when low is above high, or one of them no finite number.
 * @example
 * ```ts
 * import { Random, uniform } from '@thaw/core';
 *
 * const values = uniform(-1, 1)([1000], new Random(7));
 * console.log(Math.max(...values) < 1, Math.min(...values) >= -1); // true true
 * ```
 */
export function uniform(low = -0.05, high = 0.05): Initializer {
  if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high)) {
    throw new ArgumentError(
      `uniform: low must be at most high, both finite, got ${describe(low)} and ${describe(high)}.`,
    );
  }
  return (shape, random = sharedRandom().fork()) => random.uniform(sizeOf(shape), low, high);
}

/** How many numbers fill a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** @throws {ArgumentError} when it is no finite number. */
export function requireFinite(owner: string, name: string, value: unknown): void {
  if (Number.isFinite(value)) return;
  throw new ArgumentError(`${owner}: ${name} must be a finite number, got ${describe(value)}.`);
}

function requireSpread(owner: string, standardDeviation: number, mean: number): void {
  if (!(Number.isFinite(standardDeviation) && standardDeviation >= 0)) {
    throw new ArgumentError(
      `${owner}: standardDeviation must be 0 or more, got ${describe(standardDeviation)}.`,
    );
  }
  requireFinite(owner, 'mean', mean);
}
