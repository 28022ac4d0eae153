import { ArgumentError, checkOptions, describe } from '@thaw/backend';

import { appendBytes } from '../safetensors/file.ts';
import type { Callback } from './callback.ts';
import { eventRecord } from './event-file.ts';
import { checkTarget } from './log-target.ts';

/** Options of `tensorBoard`. */
export interface TensorBoardOptions {
  /** Besides every epoch, the loss of every so many steps, as `batch_loss`; or `'epoch'` for none. @defaultValue 'epoch' */
  readonly updateFrequency?: number | 'epoch';
}

/** Takes bytes that belong to the end of a file; its path is relative, such as `train/events.out.tfevents.…`. */
export type EventWriter = (path: string, bytes: Uint8Array) => void | Promise<void>;

/**
 * Writes the figures of each epoch as TensorBoard reads them: `tensorboard --logdir folder` shows them while the run goes on.
 *
 * As in Keras there are two runs, `train` and `validation`, with the tags `epoch_loss`, `epoch_accuracy` and so on, so that both
 * stand in one chart, and `epoch_learning_rate`; steps are epochs, counted from 1. `validationLoss` is `epoch_loss` of `validation`.
 * Each run of `fit` begins files of its own.
 *
 * @param target a folder, made where there is none, or what takes the bytes: what a browser uses.
 * @throws {ArgumentError} when it is neither, or updateFrequency is no whole number from 1 on.
 * @throws {FileError} when a file cannot be written.
 * @see https://www.tensorflow.org/tensorboard
 * @example
 * ```ts
 * import { tensorBoard } from '@thaw/core/callbacks';
 *
 * const callbacks = [tensorBoard('logs/first-try', { updateFrequency: 10 })];
 * ```
 */
export function tensorBoard(target: string | EventWriter, options: TensorBoardOptions = {}): Callback {
  checkOptions('tensorBoard', options, ['updateFrequency']);
  checkTarget('tensorBoard', target, 'path and bytes');
  const { updateFrequency = 'epoch' } = options;
  if (updateFrequency !== 'epoch' && !(Number.isInteger(updateFrequency) && updateFrequency > 0)) {
    throw new ArgumentError(
      `tensorBoard: updateFrequency must be 'epoch' or a whole number of steps from 1 on, got ${describe(updateFrequency)}.`,
    );
  }
  const now = (): number => Date.now() / 1000;
  let name = '';
  let beginning = 0;
  const pending: Uint8Array[] = [];
  const begun = new Set<string>();
  const write = async (run: string, records: Uint8Array[]): Promise<void> => {
    const version = begun.has(run)
      ? []
      : [eventRecord({ wallTime: beginning, fileVersion: 'brain.Event:2' })];
    begun.add(run);
    const bytes = Uint8Array.from([...version, ...records].flatMap((record) => [...record]));
    if (typeof target === 'string') await appendBytes(`${target}/${run}`, name, bytes);
    else await target(`${run}/${name}`, bytes);
  };
  const flush = async (): Promise<void> => {
    if (pending.length > 0) await write('train', pending.splice(0));
  };
  return {
    onTrainBegin: () => {
      beginning = now();
      // TensorBoard takes a file for one of events by this word in its name, and reads them in the order of the seconds.
      name = `events.out.tfevents.${String(Math.floor(beginning)).padStart(10, '0')}.${crypto.randomUUID()}`;
      pending.length = 0;
      begun.clear();
    },
    onStepEnd: ({ step, loss }) => {
      if (updateFrequency === 'epoch' || step % updateFrequency !== 0) return;
      pending.push(eventRecord({ wallTime: now(), step, scalars: { batch_loss: loss } }));
    },
    onEpochEnd: async ({ epoch, learningRate, logs }) => {
      const train: Record<string, number> = {};
      const validation: Record<string, number> = {};
      for (const [log, value] of Object.entries(logs)) {
        const [, first, rest] = /^validation([A-Z])(.*)$/s.exec(log) ?? [];
        if (first === undefined) train[`epoch_${log}`] = value;
        else validation[`epoch_${first.toLowerCase()}${rest}`] = value;
      }
      if (learningRate !== undefined) train['epoch_learning_rate'] = learningRate;
      pending.push(eventRecord({ wallTime: now(), step: epoch, scalars: train }));
      await flush();
      if (Object.keys(validation).length > 0)
        await write('validation', [eventRecord({ wallTime: now(), step: epoch, scalars: validation })]);
    },
    onTrainEnd: flush,
  };
}
