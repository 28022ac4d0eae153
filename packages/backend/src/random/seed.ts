import { Random, type RandomState } from './random.ts';

let shared: Random | undefined;

/**
 * Seeds the generator from which initial weights, shuffles and dropout are drawn: the same seed and program give
 * the same numbers. Without a call it is seeded by chance.
 *
 * @param value a whole number from 0 to 2⁵³ − 1.
 * @throws {ArgumentError} when the seed is no such number.
 * @example
 * ```ts
 * import { seed, sharedRandom } from '@thaw/backend';
 *
 * seed(7);
 * const first = sharedRandom().uniform(1)[0];
 * seed(7);
 * console.log(first === sharedRandom().uniform(1)[0]); // true
 * ```
 */
export function seed(value: number): void {
  shared = new Random(value);
}

/**
 * Lets the generator that `seed` seeds go on exactly where it stood when its state was taken.
 *
 * @example
 * ```ts
 * import { seedFrom, sharedRandom } from '@thaw/backend';
 *
 * const { state } = sharedRandom();
 * const first = sharedRandom().uniform(1)[0];
 * seedFrom(state);
 * console.log(first === sharedRandom().uniform(1)[0]); // true
 * ```
 */
export function seedFrom(state: RandomState): void {
  shared = Random.from(state);
}

/** The generator that `seed` seeds. Code that draws many numbers takes a `fork()` of it. */
export function sharedRandom(): Random {
  shared ??= new Random(crypto.getRandomValues(new Uint32Array(1))[0]!);
  return shared;
}
