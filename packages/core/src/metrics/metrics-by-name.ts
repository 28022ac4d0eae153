import { ArgumentError, describe } from '@thaw/backend';

import { partOf } from '../losses/losses-by-name.ts';
import type { Metric } from './metric.ts';

/** The metrics of a group under the name of its output: those of `kind` are kindAccuracy, kindPrecision … */
type Renamed<Groups extends Readonly<Record<string, readonly Metric<unknown>[]>>> = {
  [Output in keyof Groups & string]: Groups[Output][number] extends infer Each
    ? Each extends Metric<infer Result, infer Name>
      ? Metric<Result, `${Output}${Capitalize<Name>}`>
      : never
    : never;
}[keyof Groups & string];

/**
 * Metrics of several outputs, for a model whose `forward` returns them by name: each is called by its output and its own name,
 * `kindAccuracy`. The loss of an output alone is one of them with `asMetric(loss, { name: 'loss' })`: `kindLoss`.
 *
 * @throws {ArgumentError} when the metrics of an output are no array of metrics.
 * @example
 * ```ts
 * import { accuracy, asMetric, metricsByName, sparseCategoricalCrossentropy } from '@thaw/core';
 *
 * const metrics = metricsByName({
 *   kind: [accuracy(), asMetric(sparseCategoricalCrossentropy, { name: 'loss' })],
 *   large: [accuracy()],
 * });
 * console.log(metrics.map(({ name }) => name)); // [ 'kindAccuracy', 'kindLoss', 'largeAccuracy' ]
 * ```
 */
export function metricsByName<const Groups extends Readonly<Record<string, readonly Metric<unknown>[]>>>(
  groups: Groups,
): Renamed<Groups>[] {
  const entries = Object.entries<readonly Metric<unknown>[]>(groups ?? {});
  return entries.flatMap(([output, metrics]) => {
    if (!Array.isArray(metrics) || !metrics.every((metric) => typeof metric?.measure === 'function')) {
      throw new ArgumentError(
        `metricsByName: expected an array of metrics for each output, such as { digit: [accuracy()] }, got ${output}: ${describe(metrics)}.`,
      );
    }
    return metrics.map((metric) => renamed(output, metric)) as unknown as Renamed<Groups>[];
  });
}

function renamed(output: string, metric: Metric<unknown>): Metric<unknown> {
  const { name, checkTarget } = metric;
  return {
    ...metric,
    name: `${output}${name[0]!.toUpperCase()}${name.slice(1)}`,
    byName: true,
    measure: (target, prediction, weighting) =>
      metric.measure(partOf('target', target, output), partOf('output', prediction, output), weighting),
    ...(checkTarget && {
      checkTarget: (values: ArrayLike<number>, shapes: readonly number[]) =>
        metric.checkTarget!(partOf('target', values, output), partOf('output', shapes, output)),
    }),
  };
}
