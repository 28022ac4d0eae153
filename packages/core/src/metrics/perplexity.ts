import { checkOptions } from '@thaw/backend';

import { requireIgnoreClass } from '../losses/labels.ts';
import { sparseCategoricalCrossentropy } from '../losses/sparse-categorical-crossentropy.ts';
import { asMetric } from './as-metric.ts';
import { meanOf } from './mean-sums.ts';
import type { Metric } from './metric.ts';

/** Options of `perplexity`. */
export interface PerplexityOptions {
  /** Places with this whole-number label are not counted: padding, a prompt. @defaultValue none */
  readonly ignoreClass?: number;
}

/**
 * Among how many words a language model wavers: e to the mean cross-entropy (natural logarithm) of its labels. 1 is certainty;
 * the number of classes is none.
 *
 * Shapes: target [batch, …] with labels 0 … classes − 1, prediction (logits) [batch, …, classes].
 *
 * @throws {ShapeError} when the target is not the prediction without its last axis.
 * @throws {ArgumentError} in `fit` and `evaluate`, when a label is out of range.
 * @example
 * ```ts
 * import { perplexity, tf } from '@thaw/core';
 *
 * const metric = perplexity();
 * const sums = metric.measure(tf.tensor1d([1, 0], 'int32'), tf.zeros([2, 5]));
 * console.log(metric.result(sums.dataSync())); // 5
 * ```
 */
export function perplexity(options: PerplexityOptions = {}): Metric<number, 'perplexity'> {
  checkOptions('perplexity', options, ['ignoreClass']);
  requireIgnoreClass('perplexity', options.ignoreClass);
  const loss = sparseCategoricalCrossentropy.with(options);
  return {
    ...asMetric(loss, { name: 'perplexity' }),
    result: (total) => Math.exp(meanOf(total)),
  };
}
