import { ArgumentError, checkOptions, describe, ShapeError, tf } from '@thaw/backend';

import { checkLabels } from '../losses/labels.ts';
import type { Weighting } from '../losses/weighting.ts';
import { weightsOf } from './mean-sums.ts';

/** Options of `precision`, `recall` and `f1Score`. */
export interface ClassOptions {
  /** Predictions above it count as yes: 0 for logits, 0.5 for probabilities. Not with labels of classes. @defaultValue 0 */
  readonly threshold?: number;
  /**
   * - `'micro'`: all classes counted together;
   * - `'macro'`: the mean over classes;
   * - `'weighted'`: the mean over classes, each as often as it is true;
   * - `'none'`: one figure for each class.
   *
   * @defaultValue 'micro'
   */
  readonly average?: 'micro' | 'macro' | 'weighted' | 'none';
}

/** How often a class was rightly found, found, and true. */
export interface ClassCounts {
  readonly hits: number;
  readonly found: number;
  readonly actual: number;
}

/** @throws {ArgumentError} when an option does not exist or is not what it should be. */
export function checkClassOptions(owner: string, options: ClassOptions): void {
  checkOptions(owner, options, ['threshold', 'average']);
  requireThreshold(owner, options.threshold ?? 0);
  const { average } = options;
  if (average === undefined || ['micro', 'macro', 'weighted', 'none'].includes(average)) return;
  throw new ArgumentError(
    `${owner}: average must be 'micro', 'macro', 'weighted' or 'none', got ${describe(average)}.`,
  );
}

/** @throws {ArgumentError} when a threshold is no number. */
export function requireThreshold(metric: string, threshold: number): number {
  if (Number.isFinite(threshold)) return threshold;
  throw new ArgumentError(
    `${metric}: threshold must be a number, 0 for logits or 0.5 for probabilities, got ${threshold}.`,
  );
}

/** Looks at labels where the targets are labels: fewer numbers than predictions. */
export function checkClassTarget(owner: string, values: ArrayLike<number>, shape: readonly number[]): void {
  const size = shape.reduce((product, length) => product * length, 1);
  if (values.length !== size) checkLabels(owner, values, shape.at(-1)!);
}

/**
 * For each class the weights of what was rightly found, of what was found, and of what is true, and of all.
 *
 * Targets of the prediction's shape are yes or no, number by number, and the last axis holds the classes; labels [batch, …]
 * for predictions [batch, …, classes] are one class each, and found is the largest prediction.
 *
 * @returns [4, classes]
 * @throws {ShapeError} when target and prediction fit in neither way.
 */
export function countClasses(
  owner: string,
  target: tf.Tensor,
  prediction: tf.Tensor,
  threshold: number,
  weighting?: Weighting,
): tf.Tensor {
  const { actual, found, weights } = compare(owner, target, prediction, threshold, weighting);
  const classes = prediction.rank > 1 ? prediction.shape.at(-1)! : 1;
  const summed = (values: tf.Tensor): tf.Tensor => tf.sum(tf.reshape(values, [-1, classes]), 0);
  const weighed = tf.mul(found, weights);
  const all = tf.mul(tf.onesLike(found), weights);
  return tf.stack([tf.mul(weighed, actual), weighed, tf.mul(actual, weights), all].map(summed));
}

function compare(
  owner: string,
  target: tf.Tensor,
  prediction: tf.Tensor,
  threshold: number,
  weighting: Weighting | undefined,
): { actual: tf.Tensor; found: tf.Tensor; weights: tf.Tensor } {
  const { shape } = prediction;
  if (tf.util.arraysEqual(target.shape, shape)) {
    return {
      actual: tf.cast(tf.greater(target, 0.5), 'float32'),
      found: tf.cast(tf.greater(prediction, threshold), 'float32'),
      weights: weightsOf(owner, shape, weighting) ?? tf.scalar(1),
    };
  }
  if (tf.util.arraysEqual(target.shape, shape.slice(0, -1))) {
    const chosen = (labels: tf.Tensor): tf.Tensor =>
      tf.oneHot(tf.cast(labels, 'int32'), shape.at(-1)!, 1, 0, 'float32') as tf.Tensor;
    const weights = weightsOf(owner, target.shape, weighting);
    return {
      actual: chosen(target),
      found: chosen(tf.argMax(prediction, -1)),
      weights: weights ? tf.expandDims(weights, -1) : tf.scalar(1),
    };
  }
  throw new ShapeError(
    `${owner}: expected yes or no [${shape.join(', ')}] or labels [${shape.slice(0, -1).join(', ')}] for predictions ` +
      `[${shape.join(', ')}], got targets [${target.shape.join(', ')}].`,
  );
}

/** The counts of each class, from what `countClasses` summed. */
export function countsOf(total: ArrayLike<number>): ClassCounts[] {
  const classes = total.length / 4;
  return Array.from({ length: classes }, (_, i) => ({
    hits: total[i]!,
    found: total[classes + i]!,
    actual: total[2 * classes + i]!,
  }));
}

/** A figure of classes, averaged. */
export function averaged(
  classes: readonly ClassCounts[],
  figure: (counts: ClassCounts) => number,
  average: ClassOptions['average'] = 'micro',
): number | number[] {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const each = classes.map(figure);
  if (average === 'none') return each;
  if (average === 'macro') return sum(each) / each.length;
  const actual = sum(classes.map((counts) => counts.actual));
  if (average === 'weighted') return ratio(sum(each.map((value, i) => value * classes[i]!.actual)), actual);
  const hits = sum(classes.map((counts) => counts.hits));
  const found = sum(classes.map((counts) => counts.found));
  return figure({ hits, found, actual });
}

/** A part of a whole, 0 of nothing. */
export function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
