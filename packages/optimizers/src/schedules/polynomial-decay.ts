import { requireFlags, requireNotNegative, requirePositive } from '../check-numbers.ts';
import { type NamedSchedule, readSchedule, schedule } from './schedule.ts';

/** Options of `polynomialDecay`. */
export interface PolynomialDecayOptions {
  /** The rate at first. */
  readonly initialLearningRate: number;
  /** How many steps it takes. */
  readonly decaySteps: number;
  /** The rate at the end, and after it. @defaultValue 0.0001 */
  readonly endLearningRate?: number;
  /** 1 is a straight line. @defaultValue 1 */
  readonly power?: number;
  /** Whether it rises again after decaySteps, and takes as many more to the end. @defaultValue false */
  readonly cycle?: boolean;
}

/**
 * From one rate to another along a power: (initial − end) · (1 − step/decaySteps)^power + end, as in Keras.
 *
 * With `cycle`, decaySteps is stretched to its next multiple at or after the step.
 *
 * @throws {ArgumentError} when a number is out of range.
 * @example
 * ```ts
 * import { polynomialDecay } from '@thaw/optimizers';
 *
 * const rate = polynomialDecay({ initialLearningRate: 1, decaySteps: 4, endLearningRate: 0 });
 * console.log(Array.from({ length: 5 }, (_, step) => rate(step)));
 * ```
 */
export function polynomialDecay(options: PolynomialDecayOptions): NamedSchedule {
  const defaults = { endLearningRate: 0.0001, power: 1, cycle: false };
  const read = readSchedule('polynomialDecay', options, ['initialLearningRate', 'decaySteps'], defaults);
  const { initialLearningRate, decaySteps, endLearningRate, power, cycle } = read;
  requirePositive('polynomialDecay', { initialLearningRate, decaySteps, power });
  requireNotNegative('polynomialDecay', { endLearningRate });
  requireFlags('polynomialDecay', { cycle });
  return schedule('polynomialDecay', read, (step) => {
    const length = cycle ? decaySteps * Math.max(1, Math.ceil(step / decaySteps)) : decaySteps;
    const left = 1 - Math.min(step, length) / length;
    return (initialLearningRate - endLearningRate) * left ** power + endLearningRate;
  });
}
