import { ArgumentError } from '@thaw/backend';

import { requireNotNegative, requireParts, requirePositive } from '../check-numbers.ts';
import { type NamedSchedule, readSchedule, schedule } from './schedule.ts';

/** Options of `cosineDecay`. */
export interface CosineDecayOptions {
  /** The rate at first. */
  readonly initialLearningRate: number;
  /** How many steps the decay takes, those of the warm-up apart. */
  readonly decaySteps: number;
  /** The part of the rate that is left at the end. @defaultValue 0 */
  readonly alpha?: number;
  /** The rate to which it rises first, in a line, and from which it falls then. @defaultValue none */
  readonly warmupTarget?: number;
  /** How many steps it rises. @defaultValue 0 */
  readonly warmupSteps?: number;
}

/**
 * Half a cosine wave down: rate · ((1 − α)·½(1 + cos(π·step/decaySteps)) + α), then α·rate, as in Keras.
 *
 * With warmupTarget, warmupSteps go from initialLearningRate up to it, and the wave down from it comes after them.
 *
 * @throws {ArgumentError} when a number is out of range, or warmupSteps come without their target.
 * @see Loshchilov and Hutter 2017, https://arxiv.org/abs/1608.03983
 * @example
 * ```ts
 * import { cosineDecay } from '@thaw/optimizers';
 *
 * const rate = cosineDecay({ initialLearningRate: 1, decaySteps: 4 });
 * console.log(Array.from({ length: 5 }, (_, step) => rate(step)));
 * ```
 */
export function cosineDecay(options: CosineDecayOptions): NamedSchedule {
  const required = ['initialLearningRate', 'decaySteps'] as const;
  const read = readSchedule('cosineDecay', options, required, {
    alpha: 0,
    warmupTarget: undefined as number | undefined,
    warmupSteps: 0,
  });
  const { initialLearningRate, decaySteps, alpha, warmupTarget, warmupSteps } = read;
  requireNotNegative('cosineDecay', { initialLearningRate, warmupSteps });
  requireParts('cosineDecay', { alpha });
  requirePositive('cosineDecay', { decaySteps, ...(warmupTarget !== undefined && { warmupTarget }) });
  if (warmupSteps > 0 && warmupTarget === undefined) {
    throw new ArgumentError('cosineDecay: warmupSteps rise to a warmupTarget, which is missing.');
  }
  const highest = warmupTarget ?? initialLearningRate;
  return schedule('cosineDecay', read, (step) => {
    if (step < warmupSteps)
      return initialLearningRate + ((highest - initialLearningRate) * step) / warmupSteps;
    const done = Math.min((step - warmupSteps) / decaySteps, 1);
    return highest * ((1 - alpha) * halfWave(done) + alpha);
  });
}

/** From 1 at 0 to 0 at 1. */
export function halfWave(done: number): number {
  return 0.5 * (1 + Math.cos(Math.PI * done));
}
