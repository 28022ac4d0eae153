import { ArgumentError, ensureDevice, tf } from '@thaw/backend';

import type { Loss } from '../losses/loss.ts';
import { measureAll, type Metric, type MetricResults, requireNames, Totals } from '../metrics/metric.ts';
import type { Module } from '../module/module.ts';
import { type Batches, epochOf, toDevice } from './batch.ts';
import { breathe } from './breathe.ts';
import {
  checkMetrics,
  checkModel,
  checkPrediction,
  checkTrainingOptions,
  targetCheck,
} from './check-training.ts';
import { Reading } from './reading.ts';

/** Options of `evaluate`; at least one of them is wanted. */
export interface EvaluateOptions<Metrics extends readonly Metric<unknown>[]> {
  /** @defaultValue none: the result has no loss */
  readonly loss?: Loss;
  /** @defaultValue [] */
  readonly metrics?: Metrics;
}

/** The loss, where one was asked for, and each metric by name. */
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
export async function evaluate<const Metrics extends readonly Metric<unknown>[] = []>(
  model: Module,
  batches: Batches,
  options: EvaluateOptions<Metrics>,
): Promise<Evaluation<Metrics>> {
  checkModel('evaluate', model);
  checkTrainingOptions('evaluate', options, ['loss', 'metrics']);
  const { loss, metrics = [] as readonly Metric<unknown>[] } = options;
  if (!loss && metrics.length === 0) {
    throw new ArgumentError('evaluate: name what to measure, { loss } or { metrics: [accuracy()] }.');
  }
  checkMetrics(metrics);
  requireNames(metrics);
  const checkTarget = targetCheck(loss, metrics);
  await ensureDevice();
  model.namedModules(); // so that messages know the paths
  let totals: Totals | undefined;
  for await (const given of epochOf(batches, 0)) {
    const batch = await toDevice(given, checkTarget !== undefined);
    try {
      const { target } = batch;
      if (!target)
        throw new ArgumentError('evaluate needs targets, and this batch has none: give { input, target }.');
      const sums = tf.tidy(() => {
        const prediction = checkPrediction(model, model.forward(batch.input, { training: false }));
        if (batch.targetValues) checkTarget!(batch.targetValues, prediction.shape);
        const value = loss ? loss(target, prediction).as1D() : tf.zeros([1]).as1D();
        return [value, ...measureAll(metrics, target, prediction)];
      });
      totals ??= new Totals(
        metrics,
        sums.slice(1).map((sum) => sum.size),
      );
      const reading = new Reading(tf.tidy(() => tf.concat(sums)));
      tf.dispose(sums);
      totals.add(await reading.values(), batch.size);
    } finally {
      batch.dispose();
    }
    await breathe();
  }
  if (!totals) throw new ArgumentError('There is nothing to evaluate on: the batches are empty.');
  return { ...(loss ? { loss: totals.loss } : {}), ...totals.results() } as Evaluation<Metrics>;
}
