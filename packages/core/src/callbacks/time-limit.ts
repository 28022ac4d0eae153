import { ArgumentError, checkOptions } from '@thaw/backend';

import type { Callback, Run } from './callback.ts';

/** Options of `timeLimit`. */
export interface TimeLimitOptions {
  /** How long the run may take, counted from its beginning. */
  readonly seconds: number;
}

/**
 * Ends training cleanly once it took so long: after the step, or after the validation, in which the time ran out.
 *
 * @throws {ArgumentError} when seconds is missing or not above 0.
 * @example
 * ```ts
 * import { timeLimit } from '@thaw/core/callbacks';
 *
 * const callbacks = [timeLimit({ seconds: 600 })];
 * ```
 */
export function timeLimit(options: TimeLimitOptions): Callback {
  checkOptions('timeLimit', options, ['seconds']);
  const { seconds } = options;
  if (!(typeof seconds === 'number' && seconds > 0))
    throw new ArgumentError(`timeLimit: seconds must be a number above 0, got ${String(seconds)}.`);
  let end = Infinity;
  const check = (place: string, { stop }: Run): void => {
    if (performance.now() >= end) stop(`The ${seconds} seconds there were ran out at ${place}.`);
  };
  return {
    onTrainBegin: () => {
      end = performance.now() + 1000 * seconds;
    },
    onStepEnd: ({ step, epoch }, run) => check(`step ${step} (epoch ${epoch})`, run),
    onEpochEnd: ({ epoch }, run) => check(`the end of epoch ${epoch}`, run),
  };
}
