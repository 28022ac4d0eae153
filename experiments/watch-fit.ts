import { type AnyModule, type Batches, fit, type FitOptions, type Learning } from '@thaw/core';
import type { Callback, EpochReport, History, StepReport } from '@thaw/core/callbacks';

/** A step of `fit`, and the latest epoch that is over. */
export interface WatchedStep extends StepReport {
  readonly stepsPerEpoch: number | undefined;
  readonly lastEpoch: EpochReport | undefined;
}

/**
 * `fit` as a generator: yields every step and returns the history. Training waits while the caller does something else,
 * and ends when the caller leaves the loop.
 */
export async function* watchFit<Model extends AnyModule>(
  model: Model,
  batches: Batches,
  options: Learning<Model> & FitOptions,
): AsyncGenerator<WatchedStep, History, void> {
  let offered: WatchedStep | undefined;
  let goOn: () => void = () => undefined;
  let wake: () => void = () => undefined;
  let lastEpoch: EpochReport | undefined;
  let left = false;
  const watcher: Callback = {
    onStepEnd: async (step, run) => {
      if (left) return run.stop('nobody watches any more');
      offered = { ...step, stepsPerEpoch: run.stepsPerEpoch, lastEpoch };
      wake();
      await new Promise<void>((resolve) => (goOn = resolve));
    },
    onEpochEnd: (report) => void (lastEpoch = report),
  };
  let ended = false;
  const history = fit(model, batches, {
    ...options,
    callbacks: [...(options.callbacks ?? []), watcher],
  }).finally(() => {
    ended = true;
    wake();
  });
  history.catch(() => undefined); // it is met below, or nobody is left to meet it
  try {
    for (;;) {
      if (!offered && !ended) await new Promise<void>((resolve) => (wake = resolve));
      if (!offered) break;
      const step = offered;
      offered = undefined;
      yield step;
      goOn();
    }
    return await history;
  } finally {
    left = true;
    goOn();
    await history.catch(() => undefined);
  }
}
