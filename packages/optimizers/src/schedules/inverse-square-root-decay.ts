import { requirePositive } from '../check-numbers.ts';
import { type NamedSchedule, readSchedule, schedule } from './schedule.ts';

/** Options of `inverseSquareRootDecay`. */
export interface InverseSquareRootDecayOptions {
  /** The rate at first. */
  readonly initialLearningRate: number;
  /** How many steps it stays so; put `warmup` before to let it rise instead. */
  readonly decaySteps: number;
}

/**
 * The rate falls with the root of the step: initialLearningRate · √(decaySteps / max(step, decaySteps)).
 *
 * With initialLearningRate 1/√k and decaySteps k it is T5's 1/√max(step, k).
 *
 * @throws {ArgumentError} when a number is not above 0.
 * @see Raffel et al. 2020, section 3.1.2, https://arxiv.org/abs/1910.10683
 * @example
 * ```ts
 * import { inverseSquareRootDecay } from '@thaw/optimizers';
 *
 * const rate = inverseSquareRootDecay({ initialLearningRate: 1, decaySteps: 2 });
 * console.log(Array.from({ length: 9 }, (_, step) => rate(step)));
 * ```
 */
export function inverseSquareRootDecay(options: InverseSquareRootDecayOptions): NamedSchedule {
  const name = 'inverseSquareRootDecay';
  const { initialLearningRate, decaySteps } = readSchedule(
    name,
    options,
    ['initialLearningRate', 'decaySteps'],
    {},
  );
  requirePositive(name, { initialLearningRate, decaySteps });
  return schedule(name, { initialLearningRate, decaySteps }, (step) => {
    return initialLearningRate * Math.sqrt(decaySteps / Math.max(step, decaySteps));
  });
}
