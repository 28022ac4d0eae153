import { ArgumentError, tf } from '@thaw/backend';

import { checkLabels } from '../losses/labels.ts';
import { requireRowLabels } from './categorical-accuracy.ts';
import { weightsOf } from './mean-sums.ts';
import type { Metric } from './metric.ts';

/**
 * How often each class was taken for each: row = the true class, column = the predicted one.
 *
 * Shapes: target [batch, …] with whole-number labels, prediction [batch, …, classes] → classes rows of classes counts.
 *
 * @throws {ArgumentError} when classes is not a whole number above 1; in `fit` and `evaluate`, when a label is out of range.
 * @throws {ShapeError} when the target is not the prediction without its last axis.
 * @example
 * ```ts
 * import { confusionMatrix, tf } from '@thaw/core';
 *
 * const metric = confusionMatrix(2);
 * const sums = metric.measure(tf.tensor1d([1, 0, 1], 'int32'), tf.tensor2d([[0, 1], [0, 1], [0, 1]]));
 * console.log(metric.result(sums.dataSync())); // [[0, 1], [0, 2]]
 * ```
 */
export function confusionMatrix(classes: number): Metric<number[][], 'confusionMatrix'> {
  return countPairs('confusionMatrix', classes);
}

/** The confusion matrix, under the name of the metric that is made of it. */
export function countPairs<Name extends string>(owner: Name, classes: number): Metric<number[][], Name> {
  if (!Number.isInteger(classes) || classes < 2) {
    throw new ArgumentError(`${owner}: expected the number of classes, 2 or more, got ${classes}.`);
  }
  const rows = (labels: tf.Tensor): tf.Tensor =>
    tf.oneHot(tf.cast(labels, 'int32'), classes, 1, 0, 'float32') as tf.Tensor;
  return {
    name: owner,
    checkTarget: (labels) => checkLabels(owner, labels, classes),
    measure: (target, prediction, weighting) => {
      requireRowLabels(owner, target, prediction);
      const weights = weightsOf(owner, target.shape, weighting);
      const actual = rows(target.flatten());
      const found = rows(tf.argMax(prediction, -1).flatten());
      const weighed = weights
        ? tf.mul(actual, tf.reshape(tf.mul(weights, tf.ones(target.shape)), [-1, 1]))
        : actual;
      return tf.matMul(weighed, found, true, false);
    },
    result: (total) => {
      const counts = Array.from(total);
      return Array.from({ length: classes }, (_, i) => counts.slice(i * classes, (i + 1) * classes));
    },
  };
}
