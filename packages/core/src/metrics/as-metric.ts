import { ArgumentError, checkOptions, describe, type tf } from '@thaw/backend';

import type { PlacedLoss } from '../losses/loss.ts';
import { meanOf, meanSums } from './mean-sums.ts';
import type { Metric } from './metric.ts';

/** Options of `asMetric`. */
export interface AsMetricOptions<Name extends string> {
  /** The key of the figure in results and histories. @defaultValue the loss's name */
  readonly name?: Name;
}

/**
 * The mean of a loss over places, as a metric: exact however the rows are cut, also where masks leave unlike many places in a
 * batch. With sample weights (`weighted`) it is Σ weight · loss / Σ weight.
 *
 * @throws {ArgumentError} when it is no loss of Thaw, which can tell its places one by one.
 * @example
 * ```ts
 * import { asMetric, evaluate, meanAbsoluteError, meanSquaredError } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 *
 * const metrics = [asMetric(meanSquaredError, { name: 'mse' }), asMetric(meanAbsoluteError, { name: 'mae' })] as const;
 * const batch = { input: { data: Float32Array.of(1, 2), shape: [2, 1] }, target: { data: Float32Array.of(1, 2), shape: [2, 1] } };
 * const { mse, mae } = await evaluate(new Dense(1, 1), [batch], { metrics });
 * console.log(mse, mae);
 * ```
 */
export function asMetric<const Name extends string = string>(
  loss: PlacedLoss<tf.Tensor> | PlacedLoss,
  options: AsMetricOptions<Name> = {},
): Metric<number, Name> {
  if (typeof loss !== 'function' || typeof loss.places !== 'function') {
    throw new ArgumentError(
      `asMetric: expected a loss of @thaw/core, such as meanSquaredError, got ${describe(loss)}.`,
    );
  }
  checkOptions('asMetric', options, ['name']);
  const { name = loss.name as Name } = options;
  return {
    name,
    measure: (target, prediction, weighting) => {
      const { losses, counts, rest } = loss.places(target, prediction, weighting);
      return meanSums(name, losses, rest ?? weighting, counts);
    },
    result: meanOf,
    ...(loss.checkTarget && {
      checkTarget: (values: ArrayLike<number>, shape: readonly number[]) => loss.checkTarget!(values, shape),
    }),
  };
}
