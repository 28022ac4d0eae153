import { ArgumentError } from '@thaw/backend';

import { requireNotNegative } from '../check-numbers.ts';
import { type NamedSchedule, readSchedule, schedule } from './schedule.ts';

/** Options of `piecewiseConstantDecay`. */
export interface PiecewiseConstantDecayOptions {
  /** The last step of each rate but the last, rising. */
  readonly boundaries: readonly number[];
  /** The rates, one more than boundaries. */
  readonly values: readonly number[];
}

/**
 * One rate after another: values[i] up to and with step boundaries[i], the last after all, as in Keras.
 *
 * @throws {ArgumentError} when there is not one value more than boundaries, the boundaries do not rise, or a value is below 0.
 * @example
 * ```ts
 * import { piecewiseConstantDecay } from '@thaw/optimizers';
 *
 * const rate = piecewiseConstantDecay({ boundaries: [1, 3], values: [1, 0.5, 0.1] });
 * console.log(Array.from({ length: 5 }, (_, step) => rate(step)));
 * ```
 */
export function piecewiseConstantDecay(options: PiecewiseConstantDecayOptions): NamedSchedule {
  const owner = 'piecewiseConstantDecay';
  const { boundaries, values } = readSchedule(owner, options, ['boundaries', 'values'], {});
  if (values.length !== boundaries.length + 1) {
    throw new ArgumentError(
      `${owner}: expected one value more than boundaries, got ${boundaries.length} boundaries and ${values.length} values.`,
    );
  }
  if (boundaries.some((boundary, i) => !(boundary > (boundaries[i - 1] ?? -Infinity)))) {
    throw new ArgumentError(`${owner}: boundaries must rise, got ${boundaries.join(', ')}.`);
  }
  requireNotNegative(owner, Object.fromEntries(values.map((value, i) => [`values[${i}]`, value])));
  return schedule(owner, { boundaries, values }, (step) => {
    const piece = boundaries.findIndex((boundary) => step <= boundary);
    return values.at(piece)!; // −1, where it is after all boundaries, is the last
  });
}
