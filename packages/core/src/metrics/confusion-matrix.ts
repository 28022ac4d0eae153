import { ArgumentError, tf } from '@thaw/backend';

import { checkLabels } from '../losses/labels.ts';
import type { Metric } from './metric.ts';

/**
 * How often each class was taken for each: row = the true class, column = the predicted one.
 *
 * Shapes: target [batch] with whole-number labels, prediction [batch, classes] → classes rows of classes counts.
 *
 * @throws {ArgumentError} when classes is not a whole number above 1.
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
  if (!Number.isInteger(classes) || classes < 2) {
    throw new ArgumentError(`confusionMatrix: expected the number of classes, 2 or more, got ${classes}.`);
  }
  const rows = (labels: tf.Tensor): tf.Tensor =>
    tf.oneHot(tf.cast(labels, 'int32'), classes, 1, 0, 'float32');
  return {
    name: 'confusionMatrix',
    checkTarget: (labels) => checkLabels('confusionMatrix', labels, classes),
    measure: (target, prediction) =>
      tf.matMul(rows(target.flatten()).transpose(), rows(tf.argMax(prediction, -1).flatten())),
    result: (total) => {
      const counts = Array.from(total);
      return Array.from({ length: classes }, (_, i) => counts.slice(i * classes, (i + 1) * classes));
    },
  };
}
