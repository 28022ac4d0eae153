import { ArgumentError, checkOptions, describe } from '@thaw/backend';

import { requireSameShape } from '../losses/loss.ts';
import { countClasses, ratio, requireThreshold } from './class-counts.ts';
import { countPairs } from './confusion-matrix.ts';
import type { Metric } from './metric.ts';

/** Options of `binaryIoU`. */
export interface BinaryIoUOptions {
  /** Predictions above it count as yes: 0 for logits, 0.5 for probabilities. @defaultValue 0 */
  readonly threshold?: number;
  /** Whose figure it is: of yes alone, or the mean of those of no and yes. @defaultValue 'both' */
  readonly of?: 'yes' | 'both';
}

/**
 * How well the places of each class were found: those that are it and were found, of those that are it or were found; the
 * mean over the classes that occur in targets or predictions.
 *
 * mean over classes of  hits / (found + actual − hits)
 *
 * Shapes: target [batch, …] with labels 0 … classes − 1, prediction [batch, …, classes].
 *
 * @throws {ArgumentError} when classes is not a whole number above 1; in `fit` and `evaluate`, when a label is out of range.
 * @see Jaccard 1912, https://doi.org/10.1111/j.1469-8137.1912.tb05611.x
 * @example
 * ```ts
 * import { meanIoU, tf } from '@thaw/core';
 *
 * const metric = meanIoU(2);
 * const sums = metric.measure(tf.tensor1d([0, 1, 1], 'int32'), tf.tensor2d([[2, 0], [1, 0], [0, 1]]));
 * console.log(metric.result(sums.dataSync())); // (1/2 + 1/2)/2 = 0.5
 * ```
 */
export function meanIoU(classes: number): Metric<number, 'meanIoU'> {
  const matrix = countPairs('meanIoU', classes);
  return {
    ...matrix,
    name: 'meanIoU',
    result: (total) => {
      const rows = matrix.result(total);
      const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
      const parts = rows.map((row, i) => {
        const union = sum(row) + sum(rows.map((other) => other[i]!)) - row[i]!;
        return { union, part: ratio(row[i]!, union) };
      });
      const occurring = parts.filter(({ union }) => union > 0);
      return ratio(sum(occurring.map(({ part }) => part)), occurring.length);
    },
  };
}

/**
 * How well yes-or-no targets, such as masks, were found: those that are yes and were found, of those that are or were; and so for
 * no, of which both the mean is taken.
 *
 * Shapes: target (0 and 1) and prediction alike.
 *
 * @throws {ShapeError} when the shapes differ.
 * @throws {ArgumentError} when an option is not what it should be.
 * @example
 * ```ts
 * import { binaryIoU, tf } from '@thaw/core';
 *
 * const metric = binaryIoU({ of: 'yes' });
 * const sums = metric.measure(tf.tensor1d([1, 1, 0]), tf.tensor1d([3, -3, -3]));
 * console.log(metric.result(sums.dataSync())); // 0.5
 * ```
 */
export function binaryIoU(options: BinaryIoUOptions = {}): Metric<number, 'binaryIoU'> {
  const name = 'binaryIoU';
  checkOptions(name, options, ['threshold', 'of']);
  const threshold = requireThreshold(name, options.threshold ?? 0);
  const { of = 'both' } = options;
  if (of !== 'yes' && of !== 'both') {
    throw new ArgumentError(`${name}: of must be 'yes' or 'both', got ${describe(of)}.`);
  }
  return {
    name,
    measure: (target, prediction, weighting) => {
      requireSameShape(name, target, prediction);
      return countClasses(name, target, prediction, threshold, weighting).sum(1);
    },
    result: (total) => {
      const [hits, found, actual, all] = total as unknown as [number, number, number, number];
      const yes = ratio(hits, found + actual - hits);
      return of === 'yes' ? yes : (yes + ratio(all - found - actual + hits, all - hits)) / 2;
    },
  };
}
