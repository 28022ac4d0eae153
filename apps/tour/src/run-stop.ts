import { setImmediate } from 'node:timers/promises';

import type { Budget, Experiment, Outcome, Progress } from '@thaw/experiments/experiment';

import { judgeBars, type JudgedBar } from './judge-bars.ts';

/** A stop that was made. */
export interface StopResult {
  readonly experiment: Experiment;
  readonly outcome: Outcome;
  readonly bars: readonly JudgedBar[];
  readonly seconds: number;
}

/** The user ended the tour. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Milliseconds between two looks at what the user does; a step on the processor leaves no time for that by itself. */
const breath = 40;

/**
 * Runs one experiment to its end.
 *
 * @throws {Interrupted} soon after the signal; the experiment has then freed what it held.
 */
export async function runStop(
  experiment: Experiment,
  { seed, budget }: { readonly seed: number; readonly budget: Budget },
  { onProgress, signal }: { readonly onProgress: (progress: Progress) => void; readonly signal: AbortSignal },
): Promise<StopResult> {
  const begin = performance.now();
  const steps = experiment.run({ seed, budget });
  let breathed = begin;
  let over = false;
  try {
    for (;;) {
      const next = await steps.next();
      if (next.done) {
        over = true;
        const seconds = (performance.now() - begin) / 1000;
        return {
          experiment,
          outcome: next.value,
          bars: judgeBars(experiment.bars, next.value, budget),
          seconds,
        };
      }
      onProgress(next.value);
      if (performance.now() - breathed > breath) {
        await setImmediate();
        breathed = performance.now();
      }
      if (signal.aborted) throw new Interrupted('The tour was interrupted.');
    }
  } finally {
    // Leaving early: the experiment's own `finally` frees its model. Nobody reads what it would have returned.
    if (!over) await steps.return(undefined as never);
  }
}
