import { ArgumentError, type Random, tf, valueAndGradients } from '@thaw/backend';

import { holdConstraints } from '../constraints/constrain.ts';
import type { Loss } from '../losses/loss.ts';
import { type Figure, type Metric, requireNames } from '../metrics/metric.ts';
import type { AnyModule, Context, Module } from '../module/module.ts';
import type { Parameter } from '../module/weight.ts';
import { withPenalty } from '../regularizers/regularize.ts';
import type { Batches, Inputs } from './batch.ts';
import { breathe } from './breathe.ts';
import { checkLearning, checkMetrics, requireMethods } from './check-training.ts';
import type { CompiledSteps } from './compiled-steps.ts';
import { Course, type Resumption } from './course.ts';
import { Goal } from './goal.ts';
import type { StepStart } from './held-step.ts';
import { kept } from './kept.ts';
import type { LearningRule } from './learning-rule.ts';
import type { AnyObjective } from './objective.ts';
import { learningRateOf, type Optimizer } from './optimizer.ts';
import { Reading } from './reading.ts';
import type { TakeByRule } from './rule-steps.ts';
import { letSee, type Seen, watchersOf } from './step-watchers.ts';
import { type DeviceBatch, toDevice } from './to-device.ts';
import type { TrainOptions } from './train.ts';

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

/** What a step leaves: on the device the loss with the sums of each figure, and what watchers saw; and what the sums are of. */
export interface Taken {
  readonly sums: tf.Tensor1D;
  readonly seen: Seen;
  readonly figures: readonly Figure[];
  /** How many numbers each of them measures. */
  readonly lengths: readonly number[];
}

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
  #takeByRule: TakeByRule | undefined;
  /** Whether steps become programs: if they can, where it is undefined. */
  readonly #compile: TrainOptions['compile'];
  /** The programs, once the first step was taken. */
  #compiled: CompiledSteps | undefined;

  constructor(
    model: AnyModule,
    batches: Batches,
    learning: Learning,
    metrics: readonly Metric<unknown>[] = [],
    random?: Random,
    from?: Resumption,
    compile?: TrainOptions['compile'],
  ) {
    checkLearning(learning, metrics);
    checkMetrics(metrics);
    requireNames(metrics);
    if (from !== undefined) requireMethods('resume', from, ['resume'], 'await latestCheckpoint(folder)');
    model.namedModules(); // so that messages know the paths
    this.#model = model as Module<unknown, unknown>;
    this.#batches = batches;
    this.#learning = learning;
    this.#goal = new Goal(model, learning, metrics);
    this.#compile = compile;
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
    const { rule } = this.#learning;
    if (rule) this.#takeByRule ??= (await import('./rule-steps.ts')).ruleSteps(this.#model, rule, this.#goal);
    const inFlight: Reading[] = [];
    try {
      for await (const given of this.course.batchesOf(this.#batches)) {
        const batch = await toDevice(given, this.#goal.wanted);
        const step = this.course.step + 1;
        try {
          await begin?.(this.#start(epoch, step, batch));
          const { sums, figures, lengths } = await this.#run(batch, step);
          const reading = new Reading(sums);
          this.course.advance();
          inFlight.push(reading);
          const learningRate = learningRateOf((this.#learning.optimizer ?? this.#learning.rule) as Optimizer);
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

  /** One step, as a program where it can be one. */
  async #run(batch: DeviceBatch, step: number): Promise<Taken> {
    if (batch.inputValues) this.#model.checkValues!(batch.inputValues);
    const context = this.#contextOf(step);
    const watchers = watchersOf(this.#model);
    const { optimizer, rule } = this.#learning;
    const { phase } = (optimizer ?? rule) as Optimizer;
    const taken =
      (this.#compile ?? phase)
        ? await (await this.#compileOnce()).take(batch, context, this.#parameters)
        : this.#take(batch, context);
    for (const [i, watcher] of watchers.entries()) watcher.tell(taken.seen[i]);
    return taken;
  }

  async #compileOnce(): Promise<CompiledSteps> {
    return (this.#compiled ??= (await import('./compiled-steps.ts')).compiledSteps(
      this.#model,
      this.#learning,
      this.#goal.metrics,
      this.#compile,
      (...given) => this.#take(...given),
    ));
  }

  /** One step. */
  #take(batch: DeviceBatch, context: Context): Taken {
    let lengths: number[];
    const taken = tf.tidy(() => {
      const { sums, seen } = this.#takeByRule
        ? { sums: this.#takeByRule(batch, context), seen: {} }
        : this.#takeByGradient(batch, context);
      lengths = sums.slice(1).map(({ size }) => size);
      return { sums: tf.concat(sums), seen };
    });
    return { ...taken, figures: this.#goal.figures!, lengths: lengths! };
  }

  #takeByGradient(batch: DeviceBatch, context: Context): { sums: tf.Tensor1D[]; seen: Seen } {
    const goal = this.#goal;
    let judged: Inputs | undefined;
    try {
      const { value, seen } = this.#descend(batch, () => {
        const outcome = goal.judge(batch, context);
        if (goal.figures!.length > 0) judged ??= kept(outcome.seen); // past the end of this scope
        return outcome.value!;
      });
      return { sums: [value.as1D(), ...(judged ? goal.measure(batch, judged) : [])], seen };
    } finally {
      tf.dispose(judged as tf.TensorContainer);
    }
  }

  /** Moves the parameters along the gradient of what `compute` returns; gives that, and what watchers saw. */
  #descend({ size, weighting }: DeviceBatch, compute: () => tf.Scalar): { value: tf.Scalar; seen: Seen } {
    const parameters = requireTrainable(this.#model, this.#parameters);
    const values = parameters.map((parameter) => parameter.value);
    const optimizer = this.#learning.optimizer as Optimizer;
    const costed = (): tf.Scalar => withPenalty(compute(), parameters);
    const { value, gradients } = optimizer.gradients?.(costed, values) ?? valueAndGradients(costed, values);
    const look = letSee(watchersOf(this.#model), gradients);
    optimizer.applyGradients(gradients, { rows: size, ...weighting });
    holdConstraints(parameters);
    return { value, seen: look() };
  }
}

function requireTrainable(model: AnyModule, all: readonly Parameter[]): Parameter[] {
  const parameters = all.filter((parameter) => parameter.trainable);
  if (parameters.length > 0) return parameters;
  throw new ArgumentError(
    `${model.title}: it has no trainable parameters, so there is nothing for a loss to change (fields named #… are not found).`,
  );
}
