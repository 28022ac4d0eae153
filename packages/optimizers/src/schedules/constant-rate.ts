import { requirePositive } from '../check-numbers.ts';
import { type NamedSchedule, readSchedule, schedule } from './schedule.ts';

/** Options of `constantRate`. */
export interface ConstantRateOptions {
  /** The step size at every step. */
  readonly learningRate: number;
}

/**
 * The same rate at every step: for `warmup` to go on with.
 *
 * @throws {ArgumentError} when learningRate is not above 0.
 * @example
 * ```ts
 * import { constantRate, warmup } from '@thaw/optimizers';
 *
 * const rate = warmup({ warmupSteps: 4, schedule: constantRate({ learningRate: 0.1 }) });
 * console.log(Array.from({ length: 5 }, (_, step) => rate(step)));
 * ```
 */
export function constantRate(options: ConstantRateOptions): NamedSchedule {
  const { learningRate } = readSchedule('constantRate', options, ['learningRate'], {});
  requirePositive('constantRate', { learningRate });
  return schedule('constantRate', { learningRate }, () => learningRate);
}
