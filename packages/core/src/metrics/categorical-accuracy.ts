import { checkOptions, checkSize, ShapeError, tf } from '@thaw/backend';

import { checkLabels, requireIgnoreClass } from '../losses/labels.ts';
import { requireSameShape } from '../losses/loss.ts';
import { meanOf, meanSums } from './mean-sums.ts';
import type { Metric } from './metric.ts';

/** Options of `sparseCategoricalAccuracy`. */
export interface SparseAccuracyOptions {
  /** Places with this whole-number label are not counted: padding, a prompt. @defaultValue none */
  readonly ignoreClass?: number;
}

/** Options of `topKCategoricalAccuracy`. */
export interface TopKOptions {
  /** Among how many of the largest predictions the right one may be. @defaultValue 5 */
  readonly k?: number;
}

/**
 * The part of rows whose largest prediction stands where the largest target does.
 *
 * Shapes: target (one-hot, usually) and prediction [batch, …, classes].
 *
 * @throws {ShapeError} when the shapes differ.
 * @example
 * ```ts
 * import { categoricalAccuracy, tf } from '@thaw/core';
 *
 * const metric = categoricalAccuracy();
 * const sums = metric.measure(tf.tensor2d([[0, 1], [1, 0]]), tf.tensor2d([[0, 3], [0, 3]]));
 * console.log(metric.result(sums.dataSync())); // 0.5
 * ```
 */
export function categoricalAccuracy(): Metric<number, 'categoricalAccuracy'> {
  const name = 'categoricalAccuracy';
  return {
    name,
    measure: (target, prediction, weighting) => {
      requireSameShape(name, target, prediction);
      const hits = tf.equal(tf.argMax(target, -1), tf.argMax(prediction, -1));
      return meanSums(name, tf.cast(hits, 'float32'), weighting);
    },
    result: meanOf,
  };
}

/**
 * The part of rows whose largest prediction is the label's.
 *
 * Shapes: target [batch, …] with labels 0 … classes − 1, prediction [batch, …, classes].
 *
 * @throws {ShapeError} when the target is not the prediction without its last axis.
 * @throws {ArgumentError} when ignoreClass is no whole number; in `fit` and `evaluate`, when a label is out of range.
 */
export function sparseCategoricalAccuracy(
  options: SparseAccuracyOptions = {},
): Metric<number, 'sparseCategoricalAccuracy'> {
  const name = 'sparseCategoricalAccuracy';
  checkOptions(name, options, ['ignoreClass']);
  return ofLabels(name, options.ignoreClass, (labels, prediction) =>
    tf.equal(labels, tf.argMax(prediction, -1)),
  );
}

/**
 * The part of rows whose target is among the k largest predictions, which it is where fewer than k are larger than its own.
 *
 * Shapes: target (one-hot, usually) and prediction [batch, …, classes].
 *
 * @throws {ShapeError} when the shapes differ.
 * @throws {ArgumentError} when k is not a whole number from 1 on.
 */
export function topKCategoricalAccuracy(
  options: TopKOptions = {},
): Metric<number, 'topKCategoricalAccuracy'> {
  const name = 'topKCategoricalAccuracy';
  checkOptions(name, options, ['k']);
  const k = checkSize(name, 'k', options.k ?? 5);
  return {
    name,
    measure: (target, prediction, weighting) => {
      requireSameShape(name, target, prediction);
      const hits = isAmongLargest(tf.argMax(target, -1), prediction, k);
      return meanSums(name, tf.cast(hits, 'float32'), weighting);
    },
    result: meanOf,
  };
}

/**
 * The part of rows whose label is among the k largest predictions, which it is where fewer than k are larger than its own.
 *
 * Shapes: target [batch, …] with labels 0 … classes − 1, prediction [batch, …, classes].
 *
 * @throws {ShapeError} when the target is not the prediction without its last axis.
 * @throws {ArgumentError} when k is not a whole number from 1 on; in `fit` and `evaluate`, when a label is out of range.
 * @example
 * ```ts
 * import { sparseTopKCategoricalAccuracy, tf } from '@thaw/core';
 *
 * const metric = sparseTopKCategoricalAccuracy({ k: 2 });
 * const sums = metric.measure(tf.tensor1d([0, 2], 'int32'), tf.tensor2d([[1, 0, 2], [3, 2, 1]]));
 * console.log(metric.result(sums.dataSync())); // 0.5
 * ```
 */
export function sparseTopKCategoricalAccuracy(
  options: TopKOptions & SparseAccuracyOptions = {},
): Metric<number, 'sparseTopKCategoricalAccuracy'> {
  const name = 'sparseTopKCategoricalAccuracy';
  checkOptions(name, options, ['k', 'ignoreClass']);
  const k = checkSize(name, 'k', options.k ?? 5);
  return ofLabels(name, options.ignoreClass, (labels, prediction) => isAmongLargest(labels, prediction, k));
}

/** @throws {ShapeError} when there is not one label a row of predictions. */
export function requireRowLabels(owner: string, target: tf.Tensor, prediction: tf.Tensor): void {
  const rows = prediction.shape.slice(0, -1);
  if (prediction.rank >= 2 && tf.util.arraysEqual(target.shape, rows)) return;
  throw new ShapeError(
    `${owner}: expected one label a row, [${rows.join(', ')}] for predictions [${prediction.shape.join(', ')}], got [${target.shape.join(', ')}].`,
  );
}

function ofLabels<Name extends string>(
  name: Name,
  ignoreClass: number | undefined,
  right: (labels: tf.Tensor, prediction: tf.Tensor) => tf.Tensor,
): Metric<number, Name> {
  requireIgnoreClass(name, ignoreClass);
  return {
    name,
    measure: (target, prediction, weighting) => {
      requireRowLabels(name, target, prediction);
      const labels = tf.cast(target, 'int32');
      const counts =
        ignoreClass === undefined ? undefined : tf.cast(tf.notEqual(labels, ignoreClass), 'float32');
      return meanSums(name, tf.cast(right(labels, prediction), 'float32'), weighting, counts);
    },
    result: meanOf,
    checkTarget: (labels, shape) => checkLabels(name, labels, shape.at(-1)!, ignoreClass),
  };
}

/** Whether fewer than k predictions are larger than that of the label; a label that is none has 0 as its own. */
function isAmongLargest(labels: tf.Tensor, prediction: tf.Tensor, k: number): tf.Tensor {
  const isOwn = tf.oneHot(tf.cast(labels, 'int32'), prediction.shape.at(-1)!, 1, 0, 'float32') as tf.Tensor;
  const own = tf.sum(tf.mul(isOwn, prediction), -1, true);
  return tf.less(tf.sum(tf.cast(tf.greater(prediction, own), 'float32'), -1), k);
}
