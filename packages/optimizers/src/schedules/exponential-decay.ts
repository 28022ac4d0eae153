import { requireFlags, requirePositive } from '../check-numbers.ts';
import { type NamedSchedule, readSchedule, schedule } from './schedule.ts';

/** Options of `exponentialDecay`. */
export interface ExponentialDecayOptions {
  /** The rate at first. */
  readonly initialLearningRate: number;
  /** After how many steps it is down to its decayRate-th part. */
  readonly decaySteps: number;
  /** The part that is left after decaySteps. */
  readonly decayRate: number;
  /** Whether it falls in stairs of decaySteps. @defaultValue false */
  readonly staircase?: boolean;
}

/**
 * The rate falls by the same part in each step: initialLearningRate · decayRate^(step / decaySteps), as in Keras.
 *
 * @throws {ArgumentError} when a number is not above 0.
 * @example
 * ```ts
 * import { exponentialDecay } from '@thaw/optimizers';
 *
 * const rate = exponentialDecay({ initialLearningRate: 1, decaySteps: 2, decayRate: 0.5 });
 * console.log(Array.from({ length: 5 }, (_, step) => rate(step)));
 * ```
 */
export function exponentialDecay(options: ExponentialDecayOptions): NamedSchedule {
  const required = ['initialLearningRate', 'decaySteps', 'decayRate'] as const;
  const read = readSchedule('exponentialDecay', options, required, { staircase: false });
  const { initialLearningRate, decaySteps, decayRate, staircase } = read;
  requirePositive('exponentialDecay', { initialLearningRate, decaySteps, decayRate });
  requireFlags('exponentialDecay', { staircase });
  return schedule('exponentialDecay', read, (step) => {
    const times = step / decaySteps;
    return initialLearningRate * decayRate ** (staircase ? Math.floor(times) : times);
  });
}
