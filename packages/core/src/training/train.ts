import { ArgumentError, describe, ensureDevice, type Random } from '@thaw/backend';

import { type Metric, Totals } from '../metrics/metric.ts';
import type { AnyModule } from '../module/module.ts';
import type { Batches } from './batch.ts';
import { checkModel, checkTrainingOptions } from './check-training.ts';
import { type Place, placeOf, type Resumption } from './course.ts';
import { type Learning, Stepper, type StepRecord } from './stepper.ts';

/** Options of `train`, besides `{ loss, optimizer }`, `{ objective, optimizer }` or `{ rule }`. */
export interface TrainOptions {
  /** How often all batches are gone through. @defaultValue 1 */
  readonly epochs?: number;
  /** Measured on each batch, as it was predicted in training; not with an objective, which tells no prediction. @defaultValue [] */
  readonly metrics?: readonly Metric[];
  /** Where dropout and its like draw from. @defaultValue a fork of the generator that `seed` seeds */
  readonly random?: Random;
  /**
   * Where to go on: a checkpoint, as `readCheckpoint` or `latestCheckpoint` give it, awaited or not. Model, optimizer or rule, and batches are made as
   * they were then; weights, what the optimizer remembers and the random numbers are put back, and the next step is the one that
   * would have come, to the bit. Callbacks begin anew. @defaultValue undefined: from the beginning
   */
  readonly resume?: Resumption | Promise<Resumption | undefined> | undefined;
  /**
   * Whether steps become programs, by `compile` of @thaw/backend/compile: what the model and the loss decide in JavaScript is decided when a
   * program is made, which happens anew for batches of other shapes and when fields of modules, `trainable`, regularizers or constraints change. A
   * number that changes from step to step without standing there is a `liveTensor`. Programs are kept with the model until it is disposed or
   * learns in another way. true throws where a step cannot be compiled; false takes all steps kernel by kernel. The validation of `fit` goes by it too.
   * `{ storage: 'float16' }` insists as true does, and stores activations and their gradients in half the memory, on webgpu; validation does not.
   * @defaultValue where steps can be compiled; where not, and the optimizer tells its `phase`, one warning says why
   */
  readonly compile?: boolean | { readonly storage?: 'float32' | 'float16' } | undefined;
}

/** One step that was taken. */
export interface Step {
  /** Which epoch, counted from 1. */
  readonly epoch: number;
  /** Which step over all epochs, counted from 1. */
  readonly step: number;
  /** Rows in the batch. */
  readonly size: number;
  /** The step size used, where the optimizer tells. */
  readonly learningRate: number | undefined;
  /** Where the run stands after this step: what `saveCheckpoint` needs to know. */
  readonly place: Place;
  /** The loss of the batch before the step, with what `regularize` adds; it is read from the device when awaited. */
  readonly loss: Promise<number>;
  /** The metrics of the batch, by name; read when awaited. */
  readonly metrics: Promise<Record<string, number>>;
}

/**
 * Trains, and yields after every step: pausing, watching and stopping are a `for await` loop.
 *
 * Batches are `{ input, target }` of tensors or `{ data, shape }`; for a model of several inputs, `input` is an object
 * of them by name. A device is chosen when none was. Within a step
 * nothing is read from the device; the loss is when awaited.
 * A batch may also hold `sampleWeight`, how much each row counts in the loss, and `mask`, 0 where one counts for nothing; a loss of
 * your own finds them in its third argument.
 *
 * @throws {ArgumentError} when there are no batches, no trainable parameters, or labels are out of range.
 * @throws {ShapeError} when a batch does not fit the model.
 * @example
 * ```ts
 * import { binaryCrossentropy, Sequential, tanh, train } from '@thaw/core';
 * import { xor } from '@thaw/datasets';
 * import { Dense } from '@thaw/layers';
 * import { adam } from '@thaw/optimizers';
 *
 * const model = new Sequential([new Dense(2, 8, { activation: tanh }), new Dense(8, 1)]);
 * const options = { loss: binaryCrossentropy, optimizer: adam({ learningRate: 0.05 }), epochs: 200 };
 * for await (const { step, loss } of train(model, xor().batches(4), options)) {
 *   if (step % 50 === 0) console.log(step, await loss);
 * }
 * ```
 */
export async function* train<Model extends AnyModule>(
  model: Model,
  batches: Batches,
  options: Learning<Model> & TrainOptions,
): AsyncGenerator<Step, void, void> {
  checkModel('train', model);
  checkTrainingOptions('train', options, trainOptions);
  const { epochs = 1, metrics = [], random, resume, compile } = options;
  requireEpochs(epochs);
  await ensureDevice();
  const stepper = new Stepper(model, batches, options as Learning, metrics, random, await resume, compile);
  for (let { epoch } = stepper.course; epoch <= epochs; epoch++) {
    for await (const record of stepper.epoch(epoch)) yield new ReadableStep(record, placeOf(stepper.course));
  }
}

/** The names of all options of `train`. */
export const trainOptions = [
  'loss',
  'objective',
  'optimizer',
  'rule',
  'epochs',
  'metrics',
  'random',
  'resume',
  'compile',
] as const;

/** @throws {ArgumentError} when `epochs` is not a whole number from 1 on. */
export function requireEpochs(epochs: number): void {
  if (Number.isInteger(epochs) && epochs > 0) return;
  throw new ArgumentError(`epochs must be a whole number from 1 on, got ${describe(epochs)}.`);
}

class ReadableStep implements Step {
  readonly epoch: number;
  readonly step: number;
  readonly size: number;
  readonly learningRate: number | undefined;
  readonly place: Place;
  readonly #record: StepRecord;

  constructor(record: StepRecord, place: Place) {
    this.epoch = record.epoch;
    this.step = record.step;
    this.size = record.size;
    this.place = place;
    this.learningRate = record.learningRate;
    this.#record = record;
  }

  get loss(): Promise<number> {
    return this.#record.reading.values().then((values) => values[0]!);
  }

  get metrics(): Promise<Record<string, number>> {
    return this.#read();
  }

  async #read(): Promise<Record<string, number>> {
    const totals = new Totals(this.#record.figures, this.#record.lengths);
    totals.add(await this.#record.reading.values(), this.size);
    return totals.results() as Record<string, number>;
  }
}
