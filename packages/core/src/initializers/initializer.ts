import { ArgumentError, type Random, sharedRandom } from '@thaw/backend';

/**
 * Draws the first values of a weight: `shape` → as many numbers, on the host.
 *
 * The numbers come from `random`, by default a fork of the generator that `seed` seeds.
 */
export type Initializer = (shape: readonly number[], random?: Random) => Float32Array;

/** All zeros: the usual start of a bias. */
export const zeros: Initializer = (shape) => new Float32Array(sizeOf(shape));

/** All ones. */
export const ones: Initializer = (shape) => new Float32Array(sizeOf(shape)).fill(1);

/** The same number everywhere. */
export function constant(value: number): Initializer {
  return (shape) => new Float32Array(sizeOf(shape)).fill(value);
}

/**
 * Normal with the given mean and standard deviation. Keras calls it RandomNormal.
 * @throws {ArgumentError} when the deviation is negative.
 */
export function normal(standardDeviation = 0.05, mean = 0): Initializer {
  if (!(standardDeviation >= 0)) {
    throw new ArgumentError(`normal: standardDeviation must be 0 or more, got ${standardDeviation}.`);
  }
  return (shape, random = sharedRandom().fork()) => random.normal(sizeOf(shape), mean, standardDeviation);
}

/**
 * Uniform in [low, high). Keras calls it RandomUniform.
 * @throws {ArgumentError} when low is above high.
 */
export function uniform(low = -0.05, high = 0.05): Initializer {
  if (!(low <= high)) throw new ArgumentError(`uniform: low must be at most high, got ${low} and ${high}.`);
  return (shape, random = sharedRandom().fork()) => random.uniform(sizeOf(shape), low, high);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
