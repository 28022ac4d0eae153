import { tf } from '@thaw/backend';

import { requireSameShape } from '../losses/loss.ts';
import { weightsOf } from './mean-sums.ts';
import type { Metric } from './metric.ts';

/**
 * The coefficient of determination R²: the part of the targets' variance that the predictions explain, 1 at best, 0 for
 * their mean, below 0 for worse.
 *
 * 1 − Σ (y − ŷ)² / Σ (y − ȳ)²,   the mean of it over the last axis
 *
 * Targets that are all equal have no variance: 1 where they are met exactly, 0 where not. A batch is summed in float32, so the error
 * is about 1e-7 · (mean/deviation of the targets)²: far from 0, take their mean away first.
 *
 * Shapes: target and prediction alike, [batch], or [batch, …, outputs].
 *
 * @throws {ShapeError} when the shapes differ.
 * @example
 * ```ts
 * import { r2Score, tf } from '@thaw/core';
 *
 * const metric = r2Score();
 * const sums = metric.measure(tf.tensor1d([1, 2, 3]), tf.tensor1d([1, 2, 2]));
 * console.log(metric.result(sums.dataSync())); // 1 − 1/2 = 0.5
 * ```
 */
export function r2Score(): Metric<number, 'r2Score'> {
  return {
    name: 'r2Score',
    measure: (target, prediction, weighting) => {
      requireSameShape('r2Score', target, prediction);
      const outputs = target.rank > 1 ? target.shape.at(-1)! : 1;
      const weights = weightsOf('r2Score', target.shape, weighting) ?? tf.scalar(1);
      const sums = [
        tf.onesLike(prediction),
        target,
        tf.square(target),
        tf.squaredDifference(target, prediction),
      ];
      return tf.stack(sums.map((values) => tf.sum(tf.reshape(tf.mul(values, weights), [-1, outputs]), 0)));
    },
    result: (total) => {
      const outputs = total.length / 4;
      let score = 0;
      for (let i = 0; i < outputs; i++) {
        const [rows, sum, squares, errors] = [0, 1, 2, 3].map((k) => total[k * outputs + i]!) as [
          number,
          number,
          number,
          number,
        ];
        const variance = squares - (sum * sum) / rows;
        score += (variance > 0 ? 1 - errors / variance : errors === 0 ? 1 : 0) / outputs;
      }
      return score;
    },
  };
}
