import { ArgumentError, type Random, tf, valueAndGradients } from '@thaw/backend';

import { applyConstraints, holdConstraints } from '../constraints/constrain.ts';
import type { Loss } from '../losses/loss.ts';
import { type Figure, type Metric, requireNames } from '../metrics/metric.ts';
import type { AnyModule, Context, Module } from '../module/module.ts';
import type { Parameter } from '../module/weight.ts';
import { withPenalty } from '../regularizers/regularize.ts';
import type { Batches, Inputs } from './batch.ts';
import { breathe } from './breathe.ts';
import { checkLearning, checkMetrics, refuseRegularizers, requireMethods } from './check-training.ts';
import { Course, type Resumption } from './course.ts';
import { Goal } from './goal.ts';
import type { StepStart } from './held-step.ts';
import { kept } from './kept.ts';
import type { LearningRule } from './learning-rule.ts';
import type { AnyObjective } from './objective.ts';
import { learningRateOf, type Optimizer } from './optimizer.ts';
import { Reading } from './reading.ts';
import { tellWatchers } from './step-watchers.ts';
import { type DeviceBatch, toDevice } from './to-device.ts';

/** How a model learns: by the gradient of a loss or of an objective, or by a rule of its own. */
export type Learning<Model extends AnyModule = AnyModule> =
  | {
      readonly loss: Loss;
      readonly optimizer: Optimizer | tf.Optimizer;
      readonly objective?: undefined;
      readonly rule?: undefined;
    }
  | {
      readonly objective: AnyObjective<Model>;
      readonly optimizer: Optimizer | tf.Optimizer;
      readonly loss?: undefined;
      readonly rule?: undefined;
    }
  | {
      readonly rule: LearningRule;
      readonly loss?: undefined;
      readonly objective?: undefined;
      readonly optimizer?: undefined;
    };

/** What one step leaves behind. */
export interface StepRecord {
  /** Counted from 1. */
  readonly epoch: number;
  /** Counted from 1 over all epochs. */
  readonly step: number;
  /** Rows in the batch. */
  readonly size: number;
  readonly learningRate: number | undefined;
  /** The loss, then the sums of each figure. */
  readonly reading: Reading;
  /** The metrics, or what an objective tells. */
  readonly figures: readonly Figure[];
  /** How many numbers each of them measures. */
  readonly lengths: readonly number[];
}

const noWeightsByRule =
  'A rule looks at no sampleWeight and no mask; leave them out of the batches, or learn by a loss.';

/** How many steps may be on their way before the oldest is waited for: it bounds the queue of a GPU. */
const STEPS_IN_FLIGHT = 8;

/** Takes the steps of a training run, one epoch at a time; what `train` and `fit` have in common. */
export class Stepper {
  readonly #model: Module<unknown, unknown>;
  readonly #batches: Batches;
  readonly #learning: Learning;
  readonly #goal: Goal;
  /** How far the run has come. */
  readonly course: Course;
  /** Those of the model; looked for once an epoch. */
  #parameters: readonly Parameter[] = [];

  constructor(
    model: AnyModule,
    batches: Batches,
    learning: Learning,
    metrics: readonly Metric<unknown>[] = [],
    random?: Random,
    from?: Resumption,
  ) {
    checkLearning(learning, metrics);
    checkMetrics(metrics);
    requireNames(metrics);
    if (from !== undefined) requireMethods('resume', from, ['resume'], 'await latestCheckpoint(folder)');
    model.namedModules(); // so that messages know the paths
    if (learning.rule) refuseRegularizers(model);
    this.#model = model as Module<unknown, unknown>;
    this.#batches = batches;
    this.#learning = learning;
    this.#goal = new Goal(model, learning, metrics);
    (learning.optimizer as Optimizer | undefined)?.bind?.(
      new Map([...model.parameters()].map(([path, { value }]) => [value.name, path])),
    );
    this.course =
      from?.resume(model, (learning.optimizer ?? learning.rule) as Optimizer) ?? new Course(random);
  }

  /**
   * @param epoch counted from 1.
   * @param begin called before each step.
   */
  async *epoch(
    epoch: number,
    begin?: (start: StepStart) => Promise<void>,
  ): AsyncGenerator<StepRecord, void, void> {
    this.#parameters = [...this.#model.parameters().values()];
    const inFlight: Reading[] = [];
    try {
      for await (const given of this.course.batchesOf(this.#batches)) {
        const batch = await toDevice(given, this.#goal.wanted);
        const step = this.course.step + 1;
        try {
          await begin?.(this.#start(epoch, step, batch));
          const sums = this.#take(batch, this.#contextOf(step));
          this.course.advance();
          const lengths = sums.slice(1).map((sum) => sum.size);
          const reading = new Reading(joined(sums));
          inFlight.push(reading);
          const learningRate = learningRateOf((this.#learning.optimizer ?? this.#learning.rule) as Optimizer);
          const figures = this.#goal.figures!;
          yield { epoch, step, size: batch.size, learningRate, reading, figures, lengths };
        } finally {
          batch.dispose();
        }
        if (inFlight.length >= STEPS_IN_FLIGHT) await inFlight.shift()!.values();
        await breathe();
      }
      this.course.leave();
      const optimizer = this.#learning.optimizer as Optimizer | undefined;
      if (optimizer?.endEpoch) {
        optimizer.endEpoch();
        holdConstraints(this.#parameters);
      }
    } finally {
      // Also when the loop is left early: reading frees what was measured.
      await Promise.all(inFlight.map((reading) => reading.values()));
    }
  }

  /** A fork by a number is the same whenever it is asked for. */
  #contextOf(step: number): Context {
    return { training: true, random: this.course.random.fork(step) };
  }

  #start(epoch: number, step: number, batch: DeviceBatch): StepStart {
    const compute = (held: DeviceBatch): unknown => this.#goal.judge(held, this.#contextOf(step));
    return { epoch, step, model: this.#model as AnyModule, batch, compute };
  }

  /** One step; returns the loss and the sums of each metric, rank 1 each, the caller's to dispose. */
  #take(batch: DeviceBatch, context: Context): tf.Tensor1D[] {
    if (batch.inputValues) this.#model.checkValues!(batch.inputValues);
    return tf.tidy(() => {
      const { rule } = this.#learning;
      return rule ? this.#takeByRule(rule, batch, context) : this.#takeByGradient(batch, context);
    });
  }

  #takeByRule(rule: LearningRule, batch: DeviceBatch, context: Context): tf.Tensor1D[] {
    const { input, target } = batch;
    if (batch.weighting) throw new ArgumentError(noWeightsByRule);
    const goal = this.#goal;
    const measures = target && goal.figures!.length > 0;
    const sums = measures ? goal.measure(batch, goal.judge(batch, context).seen) : [];
    const value = rule.update(this.#model as never, input as tf.Tensor, target as tf.Tensor).as1D();
    applyConstraints(this.#model);
    return [value, ...sums];
  }

  #takeByGradient(batch: DeviceBatch, context: Context): tf.Tensor1D[] {
    const goal = this.#goal;
    let seen: Inputs | undefined;
    try {
      const value = this.#descend(batch, () => {
        const outcome = goal.judge(batch, context);
        if (goal.figures!.length > 0) seen ??= kept(outcome.seen); // past the end of this scope
        return outcome.value!;
      });
      return seen ? [value, ...goal.measure(batch, seen)] : [value];
    } finally {
      tf.dispose(seen as tf.TensorContainer);
    }
  }

  /** Moves the parameters along the gradient of what `compute` returns, and returns that. */
  #descend({ size, weighting }: DeviceBatch, compute: () => tf.Scalar): tf.Tensor1D {
    const parameters = requireTrainable(this.#model, this.#parameters);
    const values = parameters.map((parameter) => parameter.value);
    const optimizer = this.#learning.optimizer as Optimizer;
    const costed = (): tf.Scalar => withPenalty(compute(), parameters);
    const found = optimizer.gradients?.(costed, values) ?? valueAndGradients(costed, values);
    const moved = tellWatchers(this.#model, found.gradients);
    optimizer.applyGradients(found.gradients, { rows: size, ...weighting });
    holdConstraints(parameters);
    moved?.();
    return found.value.as1D();
  }
}

/** These in one tensor; they themselves are freed. */
function joined(sums: tf.Tensor1D[]): tf.Tensor1D {
  if (sums.length === 1) return sums[0]!;
  const all = tf.tidy(() => tf.concat(sums));
  tf.dispose(sums);
  return all;
}

function requireTrainable(model: AnyModule, all: readonly Parameter[]): Parameter[] {
  const parameters = all.filter((parameter) => parameter.trainable);
  if (parameters.length > 0) return parameters;
  throw new ArgumentError(
    `${model.title}: it has no trainable parameters, so there is nothing for a loss to change (fields named #… are not found).`,
  );
}
