import { ArgumentError, everyRun, tf } from '@thaw/backend';

import type { Loss } from '../losses/loss.ts';
import { type Figure, measureAll, type Metric } from '../metrics/metric.ts';
import type { AnyModule, Context, Module } from '../module/module.ts';
import type { Inputs } from './batch.ts';
import { checkPrediction, isRecord, requireTensor, targetCheck, type TargetCheck } from './check-training.ts';
import { meanFigures, type AnyObjective, readObjective } from './objective.ts';
import type { DeviceBatch, Wanted } from './to-device.ts';
import { applyLoss } from './watch-weighting.ts';

/** What one batch came to. */
interface Outcome {
  /** The loss; undefined where there is neither a loss nor an objective. */
  readonly value: tf.Scalar | undefined;
  /** What `measure` looks at: the prediction, or the figures of an objective. */
  readonly seen: Inputs;
}

/** What an objective says of a batch. */
export type Told = ReturnType<typeof readObjective>;

/** What is known of a batch already. */
interface Known {
  /** What the model made of it. */
  readonly predicted?: Inputs | undefined;
  /** What the objective says of it. */
  readonly told?: Told | undefined;
}

/** What a model is judged by, in training and in evaluation: a loss or an objective, and metrics. */
export class Goal {
  /** What `measure` gives the sums of: the metrics; or what an objective tells, once there was a batch. */
  figures: readonly Figure[] | undefined;
  /** What of a batch is looked at on the host. */
  readonly wanted: Wanted;
  readonly #model: Module<unknown, unknown>;
  readonly #loss: Loss | undefined;
  readonly #objective: AnyObjective | undefined;
  readonly metrics: readonly Metric<unknown>[];
  readonly #checkTarget: TargetCheck | undefined;

  constructor(
    model: AnyModule,
    { loss, objective }: { loss?: Loss | undefined; objective?: AnyObjective | undefined },
    metrics: readonly Metric<unknown>[],
  ) {
    this.#model = model as Module<unknown, unknown>;
    this.#loss = loss;
    this.#objective = objective;
    this.#checkTarget = targetCheck(loss, metrics);
    this.metrics = metrics;
    this.figures = objective ? undefined : metrics;
    this.wanted = {
      inputValues: !!this.#model.checkValues,
      targetValues: !!this.#checkTarget,
    };
  }

  /**
   * The forward pass of a batch, with its loss.
   *
   * @param known what was computed of it before.
   */
  judge(batch: DeviceBatch, context: Context, { predicted, told }: Known = {}): Outcome {
    const { input, target, weighting } = batch;
    if (this.#objective) {
      const { loss, figures } = told ?? this.pursue(batch, context);
      this.figures = meanFigures(Object.keys(figures), this.figures);
      return { value: loss, seen: figures };
    }
    if (this.#loss && !target) {
      throw new ArgumentError('A loss needs targets, and this batch has none: give { input, target }.');
    }
    const byName = [this.#loss, ...this.metrics].every((figure) => figure?.byName ?? !figure);
    const seen = checkPrediction(this.#model, predicted ?? this.#model.forward(input, context), byName);
    if (target) requireTensor('The target of a batch must be', target, byName);
    everyRun(() => batch.targetValues && this.#checkTarget!(batch.targetValues, seen));
    const value = this.#loss && applyLoss(this.#loss, target as tf.Tensor, seen as tf.Tensor, weighting);
    return { value, seen };
  }

  /** The sums of each metric, rank 1 each, from what `judge` saw. */
  measure({ target, weighting, size }: DeviceBatch, seen: Inputs): tf.Tensor1D[] {
    if (this.#objective) {
      return Object.values(seen).map((figure: tf.Tensor) => tf.mul(figure, [size, 0]).add([0, size]).as1D());
    }
    return measureAll(this.metrics, target as tf.Tensor, seen as tf.Tensor, weighting);
  }

  /** What the objective says of a batch. */
  pursue(
    { input, target, weighting }: Pick<DeviceBatch, 'input' | 'target' | 'weighting'>,
    context: Context,
  ): Told {
    const seenBatch = {
      input: input as never,
      ...(isRecord(target) ? { target: undefined, targets: target } : { target }),
      ...weighting,
    };
    return readObjective(this.#objective!(this.#model as AnyModule, seenBatch, context));
  }
}
