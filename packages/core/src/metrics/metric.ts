import { ArgumentError, type tf } from '@thaw/backend';

import type { Weighting } from '../losses/weighting.ts';
import { watchWeighting } from '../training/watch-weighting.ts';

/**
 * A figure of merit over many batches.
 *
 * `measure` turns a batch into sums that may be added over batches (rightly predicted rows, and rows; say), and
 * `result` turns the total into the figure. A metric holds no state, so one may serve training and validation
 * at once; it is exact however the rows are cut into batches.
 *
 * @example
 * ```ts
 * import { type Metric, tf } from '@thaw/core';
 *
 * const meanAbsoluteError: Metric<number, 'meanAbsoluteError'> = {
 *   name: 'meanAbsoluteError',
 *   measure: (target, prediction) => tf.stack([tf.sum(tf.abs(tf.sub(target, prediction))), target.size]),
 *   result: (total) => total[0]! / total[1]!,
 * };
 * ```
 */
export interface Metric<Result = number, Name extends string = string> {
  /** The key of the figure in results and histories. */
  readonly name: Name;
  /**
   * Sums over the rows of one batch, of any shape, the same for each batch. Runs on the device, within a tidy. A batch with a
   * mask is refused where the metric does not look at it.
   */
  measure(target: tf.Tensor, prediction: tf.Tensor, weighting?: Weighting): tf.Tensor;
  /** Whether it looks at the sample weights of batches too: `{ ...accuracy(), weighted: true }`. @defaultValue false */
  readonly weighted?: boolean;
  /** Whether targets and predictions come by name, as `metricsByName` takes them. @defaultValue false */
  readonly byName?: boolean;
  /** Looks at targets on the host before they are measured; throws what the user should know. */
  checkTarget?(values: ArrayLike<number>, predictionShape: readonly number[]): void;
  /** The figure, from the sums over all batches, row by row. */
  result(total: ArrayLike<number>): Result;
}

/** What becomes of sums: the end of a metric. */
export type Figure = Pick<Metric<unknown>, 'name' | 'result'>;

/** What each metric of a list results in, by name. */
export type MetricResults<Metrics extends readonly Metric<unknown>[]> = {
  [Each in Metrics[number] as Each['name']]: ReturnType<Each['result']>;
};

/** @throws {ArgumentError} when two metrics have the same name, by which results go, or one that of the loss. */
export function requireNames(metrics: readonly Metric<unknown>[]): void {
  const names = ['loss'];
  for (const { name } of metrics) {
    if (names.includes(name)) {
      throw new ArgumentError(
        `Two figures are named "${name}", and results go by name; give one another, as in { ...metric, name: 'other' }.`,
      );
    }
    names.push(name);
  }
}

/** The sums of all metrics for one batch, each flattened. */
export function measureAll(
  metrics: readonly Metric<unknown>[],
  target: tf.Tensor,
  prediction: tf.Tensor,
  weighting?: Weighting,
): tf.Tensor1D[] {
  return metrics.map((metric) => {
    const { sampleWeight, mask } = weighting ?? {};
    const seen = { ...(mask && { mask }), ...(metric.weighted && sampleWeight && { sampleWeight }) };
    if (Object.keys(seen).length === 0) return metric.measure(target, prediction).flatten();
    return watchWeighting(`the metric ${metric.name}`, seen, (given) =>
      metric.measure(target, prediction, given),
    ).flatten();
  });
}

/** Adds the sums of metrics, and the mean loss, over batches, in float64 on the host. */
export class Totals {
  readonly #metrics: readonly Figure[];
  readonly #lengths: readonly number[];
  #sums: Float64Array | undefined;
  #loss = 0;
  #rows = 0;

  /** @param lengths how many numbers each metric measures. */
  constructor(metrics: readonly Figure[], lengths: readonly number[]) {
    this.#metrics = metrics;
    this.#lengths = lengths;
  }

  /** @param values the mean loss of `rows` rows, then the sums of each metric. */
  add(values: ArrayLike<number>, rows: number): void {
    this.#sums ??= new Float64Array(values.length - 1);
    for (let i = 0; i < this.#sums.length; i++) this.#sums[i]! += values[i + 1]!;
    this.#loss += values[0]! * rows;
    this.#rows += rows;
  }

  /** The mean loss over all rows. */
  get loss(): number {
    return this.#loss / this.#rows;
  }

  /** The figure of each metric, by name. */
  results(): Record<string, unknown> {
    let offset = 0;
    return Object.fromEntries(
      this.#metrics.map((metric, i) => {
        const begin = offset;
        offset += this.#lengths[i]!;
        return [metric.name, metric.result(this.#sums!.subarray(begin, offset))];
      }),
    );
  }
}
