import {
  averaged,
  checkClassOptions,
  checkClassTarget,
  type ClassCounts,
  type ClassOptions,
  countClasses,
  countsOf,
  ratio,
} from './class-counts.ts';
import type { Metric } from './metric.ts';

/** `ClassOptions` that end in one figure. */
export type AveragedOptions = ClassOptions & { readonly average?: 'micro' | 'macro' | 'weighted' };

/**
 * Of what was found, the part that is true: hits / found, 0 where nothing was found.
 *
 * Shapes: target (0 and 1) and prediction alike, [batch, …, classes], yes or no for each number; or labels [batch, …] for
 * predictions [batch, …, classes], where found is the largest. (Of labels, each row has one of each, so that the micro average is
 * the accuracy.)
 *
 * @throws {ShapeError} when target and prediction fit in neither way.
 * @throws {ArgumentError} when an option is not what it should be; in `fit` and `evaluate`, when a label is out of range.
 * @example
 * ```ts
 * import { precision, tf } from '@thaw/core';
 *
 * const metric = precision();
 * const sums = metric.measure(tf.tensor2d([[1], [0], [1]]), tf.tensor2d([[2], [3], [-1]]));
 * console.log(metric.result(sums.dataSync())); // one of two: 0.5
 * ```
 */
export function precision(options?: AveragedOptions): Metric<number, 'precision'>;
export function precision(options: ClassOptions): Metric<number | number[], 'precision'>;
export function precision(options: ClassOptions = {}): Metric<number | number[], 'precision'> {
  return ofCounts('precision', options, ({ hits, found }) => ratio(hits, found));
}

/**
 * Of what is true, the part that was found: hits / actual, 0 where nothing is true.
 *
 * Shapes and averages are those of `precision`.
 *
 * @throws {ShapeError} when target and prediction fit in neither way.
 * @throws {ArgumentError} when an option is not what it should be; in `fit` and `evaluate`, when a label is out of range.
 * @example
 * ```ts
 * import { recall, tf } from '@thaw/core';
 *
 * const metric = recall({ average: 'none' });
 * const sums = metric.measure(tf.tensor1d([0, 1, 1], 'int32'), tf.tensor2d([[2, 0], [1, 0], [0, 1]]));
 * console.log(metric.result(sums.dataSync())); // [1, 0.5]
 * ```
 */
export function recall(options?: AveragedOptions): Metric<number, 'recall'>;
export function recall(options: ClassOptions): Metric<number | number[], 'recall'>;
export function recall(options: ClassOptions = {}): Metric<number | number[], 'recall'> {
  return ofCounts('recall', options, ({ hits, actual }) => ratio(hits, actual));
}

/**
 * The harmonic mean of precision and recall: 2·hits / (found + actual), 0 where both are 0.
 *
 * Shapes and averages are those of `precision`. (Keras gives each class its own by default; here that is `average: 'none'`.)
 *
 * @throws {ShapeError} when target and prediction fit in neither way.
 * @throws {ArgumentError} when an option is not what it should be; in `fit` and `evaluate`, when a label is out of range.
 * @example
 * ```ts
 * import { f1Score, tf } from '@thaw/core';
 *
 * const metric = f1Score({ average: 'macro' });
 * const sums = metric.measure(tf.tensor1d([0, 1, 1], 'int32'), tf.tensor2d([[2, 0], [1, 0], [0, 1]]));
 * console.log(metric.result(sums.dataSync())); // (2/3 + 2/3)/2 = 0.6667
 * ```
 */
export function f1Score(options?: AveragedOptions): Metric<number, 'f1Score'>;
export function f1Score(options: ClassOptions): Metric<number | number[], 'f1Score'>;
export function f1Score(options: ClassOptions = {}): Metric<number | number[], 'f1Score'> {
  return ofCounts('f1Score', options, ({ hits, found, actual }) => ratio(2 * hits, found + actual));
}

function ofCounts<Name extends string>(
  name: Name,
  options: ClassOptions,
  figure: (counts: ClassCounts) => number,
): Metric<number | number[], Name> {
  checkClassOptions(name, options);
  const { threshold = 0, average } = options;
  return {
    name,
    measure: (target, prediction, weighting) => countClasses(name, target, prediction, threshold, weighting),
    result: (total) => averaged(countsOf(total), figure, average),
    checkTarget: (values, shape) => checkClassTarget(name, values, shape),
  };
}
