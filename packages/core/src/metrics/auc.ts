import { checkOptions, checkSize, tf } from '@thaw/backend';

import { requireSameShape } from '../losses/loss.ts';
import { requireProbabilities } from '../losses/probabilities.ts';
import { areaUnder, type Curve, requireCurve } from './area-under-curve.ts';
import { weightsOf } from './mean-sums.ts';
import type { Metric } from './metric.ts';

/** Options of `auc`. */
export interface AUCOptions {
  /** Which curve. @defaultValue 'ROC' */
  readonly curve?: Curve;
  /** How many probabilities σ(z) are told apart, evenly from 0 to 1. @defaultValue 200 */
  readonly thresholds?: number;
}

/**
 * The area under the ROC curve, or under precision over recall, of yes-or-no predictions: for ROC how often a yes has a higher
 * score than a no.
 *
 * It counts yes and no between neighbouring thresholds, so it may be summed over any number of batches. The ROC area is off
 * the exact one by at most ½ Σ (part of all yes)·(part of all no) between neighbours, and by nothing where no two unlike ones
 * stand together. `exactAuc` keeps all scores. (Keras's PR area interpolates between thresholds; this is average precision.)
 *
 * Shapes: target (0 to 1: a half is half a yes) and prediction (logits z) alike; all numbers are counted together.
 *
 * @throws {ShapeError} when the shapes differ.
 * @throws {ArgumentError} when an option is not what it should be; in `fit` and `evaluate`, when a target is not from 0 to 1.
 * @see Fawcett 2006, https://doi.org/10.1016/j.patrec.2005.10.010
 * @example
 * ```ts
 * import { auc, tf } from '@thaw/core';
 *
 * const metric = auc();
 * const sums = metric.measure(tf.tensor1d([1, 0, 1, 0]), tf.tensor1d([3, 1, 0, -2]));
 * console.log(metric.result(sums.dataSync())); // 3 of 4 pairs are right: 0.75
 * ```
 */
export function auc(options: AUCOptions = {}): Metric<number, 'auc'> {
  checkOptions('auc', options, ['curve', 'thresholds']);
  const { curve = 'ROC', thresholds = 200 } = options;
  requireCurve('auc', curve);
  checkSize('auc', 'thresholds', thresholds, 2);
  return {
    name: 'auc',
    measure: (target, prediction, weighting) => {
      requireSameShape('auc', target, prediction);
      const steps = tf.floor(tf.mul(tf.sigmoid(prediction), thresholds - 1));
      const y = tf.cast(target, 'float32');
      const weights = weightsOf('auc', target.shape, weighting) ?? tf.scalar(1);
      const columns = [tf.mul(y, weights), tf.mul(tf.sub(1, y), weights)];
      const both = tf.stack(
        columns.map((column) => tf.reshape(column, [-1])),
        1,
      ); // [numbers, 2]
      return tf.unsortedSegmentSum(
        both,
        tf.cast(tf.reshape(steps, [-1]), 'int32') as tf.Tensor1D,
        thresholds,
      );
    },
    result: (total) => {
      const groups = Array.from(
        { length: thresholds },
        (_, i) => [total[2 * i]!, total[2 * i + 1]!] as const,
      );
      return areaUnder(curve, groups.reverse());
    },
    checkTarget: (targets) => requireProbabilities('auc', targets),
  };
}
