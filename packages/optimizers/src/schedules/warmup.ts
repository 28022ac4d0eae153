import { requireParts, requirePositive } from '../check-numbers.ts';
import {
  asSchedule,
  configOf,
  type NamedSchedule,
  readSchedule,
  type Schedule,
  schedule,
} from './schedule.ts';

/** Options of `warmup`. */
export interface WarmupOptions {
  /** How many steps the rate rises. */
  readonly warmupSteps: number;
  /** What comes after, counted from 0 again: a rate, or another schedule. */
  readonly schedule: number | Schedule;
  /** The part of the rate at which it begins. @defaultValue 0 */
  readonly startFactor?: number;
}

/**
 * The rate rises in a line to that with which a schedule begins, then the schedule goes on.
 *
 * schedule(0) · (f + (1 − f)·step/warmupSteps) before warmupSteps, then schedule(step − warmupSteps).
 *
 * @throws {ArgumentError} when a number is out of range.
 * @see Goyal et al. 2017, https://arxiv.org/abs/1706.02677
 * @example
 * ```ts
 * import { cosineDecay, warmup } from '@thaw/optimizers';
 *
 * const rate = warmup({ warmupSteps: 2, schedule: cosineDecay({ initialLearningRate: 1, decaySteps: 4 }) });
 * console.log(Array.from({ length: 7 }, (_, step) => rate(step)));
 * ```
 */
export function warmup(options: WarmupOptions): NamedSchedule {
  const read = readSchedule('warmup', options, ['warmupSteps', 'schedule'], { startFactor: 0 });
  const { warmupSteps, startFactor } = read;
  requirePositive('warmup', { warmupSteps });
  requireParts('warmup', { startFactor });
  const then = asSchedule('warmup', 'schedule', read.schedule);
  const config = { warmupSteps, startFactor, schedule: configOf(read.schedule) };
  return schedule('warmup', config, (step) => {
    if (step >= warmupSteps) return then(step - warmupSteps);
    return then(0) * (startFactor + ((1 - startFactor) * step) / warmupSteps);
  });
}
