import { requirePositive } from '../check-numbers.ts';
import { type NamedSchedule, readSchedule, schedule } from './schedule.ts';

/** Options of `noam`. */
export interface NoamOptions {
  /** The width of the model, d. */
  readonly modelSize: number;
  /** How many steps the rate rises. @defaultValue 4000 */
  readonly warmupSteps?: number;
  /** What it is multiplied by. @defaultValue 1 */
  readonly factor?: number;
}

/**
 * The transformer's schedule: factor · d^−½ · min(s^−½, s · warmupSteps^−3/2), where s = step + 1.
 *
 * @throws {ArgumentError} when a number is not above 0.
 * @see Vaswani et al. 2017, section 5.3, https://arxiv.org/abs/1706.03762
 * @example
 * ```ts
 * import { noam } from '@thaw/optimizers';
 *
 * const rate = noam({ modelSize: 512, warmupSteps: 3 });
 * console.log(Array.from({ length: 9 }, (_, step) => rate(step)));
 * ```
 */
export function noam(options: NoamOptions): NamedSchedule {
  const read = readSchedule('noam', options, ['modelSize'], { warmupSteps: 4000, factor: 1 });
  const { modelSize, warmupSteps, factor } = read;
  requirePositive('noam', { modelSize, warmupSteps, factor });
  return schedule('noam', read, (step) => {
    const s = step + 1;
    return (factor * Math.min(1 / Math.sqrt(s), s / warmupSteps ** 1.5)) / Math.sqrt(modelSize);
  });
}
