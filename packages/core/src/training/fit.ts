import { ArgumentError, ensureDevice } from '@thaw/backend';

import type { Callback, EpochReport, History, Run } from '../callbacks/callback.ts';
import { Totals } from '../metrics/metric.ts';
import type { AnyModule } from '../module/module.ts';
import { type Batches, lengthOf } from './batch.ts';
import { checkCallbacks, checkModel, checkTrainingOptions } from './check-training.ts';
import type { StepStart } from './held-step.ts';
import type { Optimizer } from './optimizer.ts';
import { type Learning, Stepper, type StepRecord } from './stepper.ts';
import { requireEpochs, trainOptions, type TrainOptions } from './train.ts';

/** Options of `fit`, besides `{ loss, optimizer }`, `{ objective, optimizer }` or `{ rule }`. */
export interface FitOptions extends TrainOptions {
  /** Batches to evaluate on after each epoch, in the logs as `validationLoss`, `validationAccuracy`, … */
  readonly validation?: Batches;
  /** Called in this order. @defaultValue [] */
  readonly callbacks?: readonly Callback[];
}

/**
 * Trains for a number of epochs, with validation, metrics and callbacks.
 *
 * @returns the loss of every step and the logs of every epoch.
 * @throws {ArgumentError} when there are no batches, no trainable parameters, or labels are out of range.
 * @throws {ShapeError} when a batch does not fit the model.
 * @example
 * ```ts
 * import { accuracy, fit, relu, Sequential, sparseCategoricalCrossentropy } from '@thaw/core';
 * import { earlyStopping, progressBar } from '@thaw/core/callbacks';
 * import { digits } from '@thaw/datasets';
 * import { Dense } from '@thaw/layers';
 * import { adam } from '@thaw/optimizers';
 *
 * const { training, validation } = digits().split({ validation: 0.2 });
 * const model = new Sequential([new Dense(64, 32, { activation: relu }), new Dense(32, 10)]);
 * const history = await fit(model, training.batches(64), {
 *   loss: sparseCategoricalCrossentropy, optimizer: adam(), metrics: [accuracy()], epochs: 20,
 *   validation: validation.batches(256), callbacks: [progressBar(), earlyStopping({ patience: 3 })],
 * });
 * console.log(history.epochs.at(-1)!.logs.validationAccuracy);
 * ```
 */
export async function fit<Model extends AnyModule>(
  model: Model,
  batches: Batches,
  options: Learning<Model> & FitOptions,
): Promise<History> {
  checkModel('fit', model);
  checkTrainingOptions('fit', options, [...trainOptions, 'validation', 'callbacks']);
  const {
    epochs = 1,
    metrics = [],
    validation,
    callbacks = [],
    random,
    resume,
    compile,
    loss,
    objective,
  } = options;
  requireEpochs(epochs);
  checkCallbacks(callbacks);
  if (validation && !loss && !objective && metrics.length === 0) {
    throw new ArgumentError(
      'fit: a rule has no loss to validate; name what to measure, { metrics: [accuracy()] }, or leave validation out.',
    );
  }
  await ensureDevice();
  const stepper = new Stepper(model, batches, options as Learning, metrics, random, await resume, compile);
  const losses: number[] = [];
  const reports: EpochReport[] = [];
  let stopped: string | undefined;
  let stepsPerEpoch = lengthOf(batches);
  const run: Run = {
    model,
    optimizer: options.optimizer as Optimizer | undefined,
    rule: options.rule,
    epochs,
    course: stepper.course,
    get stepsPerEpoch() {
      return stepsPerEpoch;
    },
    get stopped() {
      return stopped;
    },
    stop: (reason) => void (stopped ??= reason),
  };

  const listeners = callbacks.filter(({ onStepBegin }) => onStepBegin); // a wait for nobody would cost each step its turn
  const begin = async (start: StepStart): Promise<void> => {
    for (const callback of listeners) await callback.onStepBegin!(start, run);
  };
  const takeEpoch = async (epoch: number): Promise<EpochReport> => {
    const began = performance.now();
    let totals: Totals | undefined;
    let learningRate: number | undefined;
    let steps = stepper.course.stepsOfEpoch;
    const report = async (record: StepRecord): Promise<void> => {
      const values = await record.reading.values();
      totals ??= new Totals(record.figures, record.lengths);
      totals.add(values, record.size);
      losses.push(values[0]!);
      steps++;
      if (callbacks.length === 0) return;
      const logs = { loss: totals.loss, ...totals.results() } as Record<string, number>;
      const step = { epoch, step: record.step, stepOfEpoch: steps, loss: values[0]!, logs };
      for (const callback of callbacks) await callback.onStepEnd?.(step, run);
    };
    const waiting: StepRecord[] = [];
    for await (const record of stepper.epoch(epoch, listeners.length > 0 ? begin : undefined)) {
      learningRate = record.learningRate;
      waiting.push(record);
      if (waiting.length > LATENESS) await report(waiting.shift()!);
      if (stopped !== undefined) break;
    }
    for (const record of waiting) await report(record);
    stepsPerEpoch ??= stopped === undefined ? steps : undefined;
    const logs = { ...(totals && { loss: totals.loss, ...totals.results() }) } as Record<string, number>;
    if (validation) {
      const { validate } = await import('./validate.ts');
      Object.assign(
        logs,
        await validate(model, validation, { loss, objective, metrics, compile: compile && true }),
      );
    }
    return { epoch, steps, seconds: (performance.now() - began) / 1000, learningRate, logs };
  };

  let failure: { error: unknown } | undefined;
  try {
    for (const callback of callbacks) await callback.onTrainBegin?.(run);
    for (let { epoch } = stepper.course; epoch <= epochs && stopped === undefined; epoch++) {
      for (const callback of callbacks) await callback.onEpochBegin?.(epoch, run);
      const report = await takeEpoch(epoch);
      reports.push(report);
      for (const callback of callbacks) await callback.onEpochEnd?.(report, run);
    }
  } catch (error) {
    failure = { error };
  }
  const reason = stopped; // what is said after the end did not stop it
  for (const callback of callbacks) {
    try {
      await callback.onTrainEnd?.(run);
    } catch (error) {
      failure ??= { error };
    }
  }
  if (failure) throw failure.error;
  return { epochs: reports, losses, ...(reason === undefined ? {} : { stopped: reason }) };
}

/** How many steps late a loss is read: a GPU then never waits for the reader. */
const LATENESS = 4;
