import { ArgumentError, checkOptions, checkSize } from '@thaw/backend';

import { checkpointStore, stepName, stepNames } from '../checkpoint/latest-checkpoint.ts';
import { readCheckpoint } from '../checkpoint/read-checkpoint.ts';
import { toCheckpoint } from '../checkpoint/save-checkpoint.ts';
import type { Store } from '../stores/store.ts';
import { placeOf } from '../training/course.ts';
import type { Callback, Run } from './callback.ts';
import { Monitor } from './monitor.ts';

/** Options of `checkpoint`. */
export interface CheckpointOptions {
  /** Steps from one checkpoint to the next. @defaultValue undefined: by epochs */
  readonly everySteps?: number;
  /** Epochs from one to the next. @defaultValue 1, or none with `everySteps` */
  readonly everyEpochs?: number;
  /** How many of them are kept; older ones are removed once a newer is written. @defaultValue 2 */
  readonly keep?: number;
  /** A log, such as 'validationLoss': whenever it is better at the end of an epoch, `best.safetensors` is written too. @defaultValue none */
  readonly best?: string;
  /** Whether less or more of it is better. @defaultValue 'max' for names that end in accuracy, else 'min' */
  readonly mode?: 'min' | 'max';
}

/** The name of the checkpoint of the best epoch. */
const BEST = 'best.safetensors';

/**
 * Writes checkpoints while `fit` runs: `step-00000120.safetensors` after 120 steps, and `best.safetensors` after the best epoch. Each
 * is a whole file or none; one that is being written when the program ends leaves those before it as they were. With
 * `resume: await latestCheckpoint(target)` the run goes on as if it had never stopped, to the bit.
 *
 * A place that holds later checkpoints of another run is refused, so that none of them is lost or taken for one of this run. A run that goes on knows how good the best was. What other callbacks count, such as the patience of `earlyStopping`, begins anew.
 *
 * @param target a folder, which is made if it is not there, or a store.
 * @throws {ArgumentError} when an option is out of range, another run's checkpoints are there, the run has no such log, or its optimizer does not hand out its state.
 * @throws {FileError} when a file cannot be written.
 * @example
 * ```ts
 * import { checkpoint } from '@thaw/core/callbacks';
 *
 * const callbacks = [checkpoint('runs/digits', { everySteps: 500, keep: 3, best: 'validationLoss' })];
 * ```
 */
export function checkpoint(target: string | Store, options: CheckpointOptions = {}): Callback {
  checkOptions('checkpoint', options, ['everySteps', 'everyEpochs', 'keep', 'best', 'mode']);
  const store = checkpointStore('checkpoint', target);
  const { everySteps, keep = 2, best, mode } = options;
  const everyEpochs = options.everyEpochs ?? (everySteps === undefined ? 1 : undefined);
  for (const [name, value] of Object.entries({ everySteps, everyEpochs, keep })) {
    if (value !== undefined) checkSize('checkpoint', name, value);
  }
  if (mode !== undefined && best === undefined) {
    throw new ArgumentError(
      "checkpoint: mode says which value of best is better; name one, best: 'validationLoss'.",
    );
  }
  const figure =
    best === undefined ? undefined : new Monitor('checkpoint', { monitor: best, ...(mode && { mode }) }, 0);
  let written: number | undefined;

  const write = async (
    name: string,
    run: Run,
    logs: Readonly<Record<string, number>> = {},
  ): Promise<void> => {
    const place = placeOf(run.course);
    const content = { model: run.model, optimizer: (run.optimizer ?? run.rule)!, place, logs };
    await store.write(name, await toCheckpoint('checkpoint', content));
  };
  const writeStep = async (run: Run, logs?: Readonly<Record<string, number>>): Promise<void> => {
    const { step } = run.course;
    if (step === written) return;
    await write(stepName(step), run, logs);
    written = step;
    for (const name of stepNames(await store.list()).slice(0, -keep)) await store.remove(name);
  };

  const callback: Callback = {
    onTrainBegin: async ({ course: { step } }) => {
      written = step; // at 0 there is nothing to keep, and where the run goes on there is one
      figure?.reset();
      const names = await store.list();
      const newest = stepNames(names).at(-1);
      if (newest !== undefined && newest > stepName(step)) {
        throw new ArgumentError(
          `checkpoint: ${store.title} holds ${newest} of another run, and this one is at step ${step}; go on with that, resume: await latestCheckpoint(…), or name another place.`,
        );
      }
      if (!figure || step === 0 || !names.includes(BEST)) return;
      const { logs } = await readCheckpoint({ store, name: BEST });
      if (figure.name in logs) figure.improves(logs);
    },
    onEpochEnd: async ({ epoch, logs }, run) => {
      const due = everyEpochs !== undefined && (epoch % everyEpochs === 0 || epoch === run.epochs);
      if (due || (everySteps !== undefined && run.course.step % everySteps === 0)) await writeStep(run, logs);
      if (figure?.improves(logs)) await write(BEST, run, logs);
    },
  };
  if (everySteps !== undefined) {
    callback.onStepBegin = async (_, run) => {
      if (run.course.step % everySteps === 0) await writeStep(run);
    };
  }
  return callback;
}
