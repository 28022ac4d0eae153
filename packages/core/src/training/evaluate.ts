import { ArgumentError, ensureDevice, sharedRandom, tf } from '@thaw/backend';

import type { Loss } from '../losses/loss.ts';
import { type Metric, type MetricResults, requireNames, Totals } from '../metrics/metric.ts';
import type { AnyModule, Context } from '../module/module.ts';
import { type Batches, epochOf } from './batch.ts';
import { breathe } from './breathe.ts';
import { checkMetrics, checkModel, checkTrainingOptions, requireObjective } from './check-training.ts';
import { Goal } from './goal.ts';
import { forwardOf, type Taking } from './inference.ts';
import type { AnyObjective } from './objective.ts';
import { pursuitOf, tensorsOf } from './pursuit.ts';
import { Reading } from './reading.ts';
import { type DeviceBatch, toDevice } from './to-device.ts';

/** Options of `evaluate`; at least one of them is wanted. */
export interface EvaluateOptions<
  Metrics extends readonly Metric<unknown>[],
  Model extends AnyModule = AnyModule,
> {
  /** @defaultValue none: the result has no loss */
  readonly loss?: Loss;
  /** What the model was trained by instead of a loss; the result has it as its loss. @defaultValue none */
  readonly objective?: AnyObjective<Model>;
  /** @defaultValue [] */
  readonly metrics?: Metrics;
  /**
   * Whether forward passes become programs, as in `train`; they are kept with the model, for `predict` too, whatever is measured. A number that a
   * pass takes from JavaScript belongs in a field of a module, where a change is seen before each pass. true throws where one cannot be compiled;
   * false takes all kernel by kernel.
   * @defaultValue from the 17th pass over inputs of the same shapes on
   */
  readonly compile?: boolean | undefined;
}

/**
 * The loss, where one was asked for, and each metric by name. The loss is the mean of those of the batches, each counted by its rows;
 * a metric is exact however the rows are cut.
 */
export type Evaluation<Metrics extends readonly Metric<unknown>[]> = {
  loss?: number;
} & MetricResults<Metrics>;

/**
 * Measures a model on batches without changing it: dropout and its like are off.
 *
 * @throws {ArgumentError} when there are no batches, or neither a loss nor a metric was asked for.
 * @throws {ShapeError} when a batch does not fit the model.
 * @example
 * ```ts
 * import { accuracy, confusionMatrix, evaluate } from '@thaw/core';
 * import { digits } from '@thaw/datasets';
 * import { Dense } from '@thaw/layers';
 *
 * const metrics = [accuracy(), confusionMatrix(10)] as const;
 * const measured = await evaluate(new Dense(64, 10), digits().batches(256), { metrics });
 * console.log(measured.accuracy, measured.confusionMatrix[0]); // about 0.1 before training
 * ```
 */
export async function evaluate<
  const Metrics extends readonly Metric<unknown>[] = [],
  Model extends AnyModule = AnyModule,
>(model: Model, batches: Batches, options: EvaluateOptions<Metrics, Model>): Promise<Evaluation<Metrics>> {
  return measureModel(model, batches, options, false);
}

/** `evaluate`; as one of many such measurements, where `isRepeated`. */
export async function measureModel<Metrics extends readonly Metric<unknown>[], Model extends AnyModule>(
  model: Model,
  batches: Batches,
  options: EvaluateOptions<Metrics, Model>,
  isRepeated: boolean,
): Promise<Evaluation<Metrics>> {
  checkModel('evaluate', model);
  checkTrainingOptions('evaluate', options, ['loss', 'objective', 'metrics', 'compile']);
  const { loss, objective, compile, metrics = [] as readonly Metric<unknown>[] } = options;
  if (!loss && !objective && metrics.length === 0) {
    throw new ArgumentError('evaluate: name what to measure, { loss } or { metrics: [accuracy()] }.');
  }
  if (loss && objective) {
    throw new ArgumentError('evaluate: name a loss or an objective, not both; both would be called loss.');
  }
  checkMetrics(metrics);
  requireNames(metrics);
  if (objective) requireObjective(objective, metrics);
  await ensureDevice();
  model.namedModules(); // so that messages know the paths
  const goal = new Goal(model, options as { loss?: Loss; objective?: AnyObjective }, metrics);
  const look = lookOf(model, objective as AnyObjective | undefined, goal);
  let totals: Totals | undefined;
  let index = 0;
  for await (const given of epochOf(batches, 0)) {
    const batch = await toDevice(given, goal.wanted);
    let looked: Looked | undefined;
    try {
      if (!objective && !batch.target) {
        throw new ArgumentError('evaluate needs targets, and this batch has none: give { input, target }.');
      }
      if (batch.inputValues) model.checkValues!(batch.inputValues);
      const context = contextOf(objective, index++);
      looked = await look(batch, context, { compile, isRepeated });
      const sums = tf.tidy(() => measure(goal, batch, context, looked!.known));
      totals ??= new Totals(
        goal.figures!,
        sums.slice(1).map((sum) => sum.size),
      );
      const reading = new Reading(tf.tidy(() => tf.concat(sums)));
      tf.dispose(sums);
      totals.add(await reading.values(), batch.size);
    } finally {
      tf.dispose(looked?.tensors);
      batch.dispose();
    }
    await breathe();
  }
  if (!totals) throw new ArgumentError('There is nothing to evaluate on: the batches are empty.');
  const hasLoss = loss !== undefined || objective !== undefined;
  return { ...(hasLoss ? { loss: totals.loss } : {}), ...totals.results() } as Evaluation<Metrics>;
}

/** What an objective draws is the same in every evaluation. */
function contextOf(objective: unknown, index: number): Context {
  return objective
    ? { training: false, random: sharedRandom().fork('evaluate').fork(index) }
    : { training: false };
}

/** What was computed of a batch, and the tensors that it is in. */
interface Looked {
  readonly known: NonNullable<Parameters<Goal['judge']>[2]>;
  readonly tensors: tf.TensorContainer;
}

/** Looks at batches with a model, or by an objective. */
function lookOf(
  model: AnyModule,
  objective: AnyObjective | undefined,
  goal: Goal,
): (batch: DeviceBatch, context: Context, taking: Taking) => Promise<Looked> {
  if (objective) {
    const pursuit = pursuitOf(model, objective, goal);
    return async (batch, context, taking) => {
      const told = await pursuit.take(batch, context, taking);
      return { known: { told }, tensors: tensorsOf(told) };
    };
  }
  const forward = forwardOf(model);
  return async ({ input }, _, taking) => {
    const predicted = await forward.take([input], taking);
    return { known: { predicted }, tensors: predicted as tf.TensorContainer };
  };
}

/** The loss and the sums of each figure for one batch, rank 1 each. */
function measure(goal: Goal, batch: DeviceBatch, context: Context, known: Looked['known']): tf.Tensor1D[] {
  const { value, seen } = goal.judge(batch, context, known);
  return [value ? value.as1D() : tf.zeros([1]).as1D(), ...goal.measure(batch, seen)];
}
