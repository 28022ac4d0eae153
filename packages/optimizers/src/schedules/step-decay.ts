import { requirePositive } from '../check-numbers.ts';
import { type NamedSchedule, readSchedule, schedule } from './schedule.ts';

/** Options of `stepDecay`. */
export interface StepDecayOptions {
  /** The rate at first. */
  readonly initialLearningRate: number;
  /** After how many steps each it falls. */
  readonly stepSize: number;
  /** What it is multiplied by then. @defaultValue 0.1 */
  readonly gamma?: number;
}

/**
 * The rate falls in steps: initialLearningRate · γ^⌊step / stepSize⌋, PyTorch's StepLR.
 *
 * @throws {ArgumentError} when a number is not above 0.
 * @example
 * ```ts
 * import { stepDecay } from '@thaw/optimizers';
 *
 * const rate = stepDecay({ initialLearningRate: 1, stepSize: 2, gamma: 0.5 });
 * console.log(Array.from({ length: 5 }, (_, step) => rate(step)));
 * ```
 */
export function stepDecay(options: StepDecayOptions): NamedSchedule {
  const read = readSchedule('stepDecay', options, ['initialLearningRate', 'stepSize'], { gamma: 0.1 });
  const { initialLearningRate, stepSize, gamma } = read;
  requirePositive('stepDecay', { initialLearningRate, stepSize, gamma });
  return schedule('stepDecay', read, (step) => initialLearningRate * gamma ** Math.floor(step / stepSize));
}
