import { ArgumentError } from '@thaw/backend';

import { requireParts, requirePositive } from '../check-numbers.ts';
import { halfWave } from './cosine-decay.ts';
import { type NamedSchedule, readSchedule, schedule } from './schedule.ts';

/** Options of `cosineDecayRestarts`. */
export interface CosineDecayRestartsOptions {
  /** The rate at first. */
  readonly initialLearningRate: number;
  /** How many steps the first wave takes. */
  readonly firstDecaySteps: number;
  /** How much longer each wave is than the one before. @defaultValue 2 */
  readonly tMul?: number;
  /** How much higher each begins. @defaultValue 1 */
  readonly mMul?: number;
  /** The part of the initial rate that is always left. @defaultValue 0 */
  readonly alpha?: number;
}

/**
 * Cosine waves down, one after another: warm restarts (SGDR), as in Keras.
 *
 * Wave i is firstDecaySteps·tMulⁱ long; `done` of it, the rate is initial · ((1 − α)·mMulⁱ·½(1 + cos(π·done)) + α).
 *
 * @throws {ArgumentError} when a number is out of range; tMul is 1 at least.
 * @see Loshchilov and Hutter 2017, https://arxiv.org/abs/1608.03983
 * @example
 * ```ts
 * import { cosineDecayRestarts } from '@thaw/optimizers';
 *
 * const rate = cosineDecayRestarts({ initialLearningRate: 1, firstDecaySteps: 2 });
 * console.log(Array.from({ length: 6 }, (_, step) => rate(step)));
 * ```
 */
export function cosineDecayRestarts(options: CosineDecayRestartsOptions): NamedSchedule {
  const required = ['initialLearningRate', 'firstDecaySteps'] as const;
  const defaults = { tMul: 2, mMul: 1, alpha: 0 };
  const read = readSchedule('cosineDecayRestarts', options, required, defaults);
  const { initialLearningRate, firstDecaySteps, tMul, mMul, alpha } = read;
  requirePositive('cosineDecayRestarts', { initialLearningRate, firstDecaySteps, mMul });
  requireParts('cosineDecayRestarts', { alpha });
  if (!(tMul >= 1 && tMul < Infinity)) {
    throw new ArgumentError(`cosineDecayRestarts: tMul must be 1 or above, got ${String(tMul)}.`);
  }
  return schedule('cosineDecayRestarts', read, (step) => {
    let [start, length, height] = [0, firstDecaySteps, 1];
    while (step >= start + length) {
      start += length;
      length *= tMul;
      height *= mMul;
    }
    return initialLearningRate * ((1 - alpha) * height * halfWave((step - start) / length) + alpha);
  });
}
