import { checkOptions, ShapeError, tf } from '@thaw/backend';

import { checkLabels, requireIgnoreClass } from '../losses/labels.ts';
import { requireThreshold } from './class-counts.ts';
import { meanOf, meanSums } from './mean-sums.ts';
import type { Metric } from './metric.ts';

/** Options of `binaryAccuracy`. */
export interface BinaryAccuracyOptions {
  /** Predictions above it count as yes: 0 for logits, 0.5 for probabilities. @defaultValue 0 */
  readonly threshold?: number;
}

/** Options of `accuracy`. */
export interface AccuracyOptions extends BinaryAccuracyOptions {
  /** Places with this whole-number label are not counted: padding, a prompt. @defaultValue none */
  readonly ignoreClass?: number;
}

/**
 * The part of the predictions that are right, by the kind of target:
 *
 * - whole-number labels [batch, …] for predictions [batch, …, classes]: the largest prediction is the label's;
 * - one-hot rows of more than one class: the largest prediction stands where the one does;
 * - a last axis of length 1: each prediction lies on the target's side of the threshold.
 *
 * @throws {ShapeError} when target and prediction fit in none of these ways.
 * @throws {ArgumentError} in `fit` and `evaluate`, when a label is out of range.
 * @example
 * ```ts
 * import { accuracy, tf } from '@thaw/core';
 *
 * const metric = accuracy();
 * const sums = metric.measure(tf.tensor1d([1, 0], 'int32'), tf.tensor2d([[0, 1], [0, 1]]));
 * console.log(metric.result(sums.dataSync())); // 0.5
 * ```
 */
export function accuracy(options: AccuracyOptions = {}): Metric<number, 'accuracy'> {
  checkOptions('accuracy', options, ['threshold', 'ignoreClass']);
  const { ignoreClass } = options;
  requireIgnoreClass('accuracy', ignoreClass);
  const threshold = requireThreshold('accuracy', options.threshold ?? 0);
  const metric = ratio('accuracy', (target, prediction) => {
    if (prediction.rank < 2) {
      throw new ShapeError(
        'accuracy: expected predictions [batch, …, classes], or [batch, 1] for yes or no, got ' +
          `[${prediction.shape.join(', ')}]; binaryAccuracy takes any shape.`,
      );
    }
    const classes = prediction.shape.at(-1)!;
    if (tf.util.arraysEqual(target.shape, prediction.shape)) {
      if (classes === 1) return sameSide(target, prediction, threshold);
      return tf.equal(tf.argMax(target, -1), tf.argMax(prediction, -1));
    }
    if (tf.util.arraysEqual(target.shape, prediction.shape.slice(0, -1))) {
      const labels = tf.cast(target, 'int32');
      const hits = tf.equal(labels, tf.argMax(prediction, -1));
      return ignoreClass === undefined ? hits : { hits, counts: tf.notEqual(labels, ignoreClass) };
    }
    throw new ShapeError(
      `accuracy: expected labels [${prediction.shape.slice(0, -1).join(', ')}] or one-hot rows ` +
        `[${prediction.shape.join(', ')}] for predictions of that shape, got targets [${target.shape.join(', ')}].`,
    );
  });
  return {
    ...metric,
    checkTarget: (values, shape) => {
      const rows = shape.slice(0, -1).reduce((product, length) => product * length, 1);
      if (shape.at(-1)! > 1 && values.length === rows)
        checkLabels('accuracy', values, shape.at(-1)!, ignoreClass);
    },
  };
}

/**
 * The part of yes-or-no predictions that lie on the target's side of the threshold, element by element.
 *
 * Shapes: target and prediction alike.
 *
 * @throws {ShapeError} when the shapes differ.
 */
export function binaryAccuracy(options: BinaryAccuracyOptions = {}): Metric<number, 'binaryAccuracy'> {
  checkOptions('binaryAccuracy', options, ['threshold']);
  const threshold = requireThreshold('binaryAccuracy', options.threshold ?? 0);
  return ratio('binaryAccuracy', (target, prediction) => {
    if (!tf.util.arraysEqual(target.shape, prediction.shape)) {
      throw new ShapeError(
        `binaryAccuracy: expected targets of the prediction's shape [${prediction.shape.join(', ')}], got [${target.shape.join(', ')}].`,
      );
    }
    return sameSide(target, prediction, threshold);
  });
}

/** A metric that counts: how many are right, of those that count. */
function ratio<Name extends string>(
  name: Name,
  right: (target: tf.Tensor, prediction: tf.Tensor) => tf.Tensor | { hits: tf.Tensor; counts: tf.Tensor },
): Metric<number, Name> {
  return {
    name,
    measure: (target, prediction, weighting) => {
      const found = right(target, prediction);
      const { hits, counts } = found instanceof tf.Tensor ? { hits: found, counts: undefined } : found;
      return meanSums(name, tf.cast(hits, 'float32'), weighting, counts && tf.cast(counts, 'float32'));
    },
    result: meanOf,
  };
}

function sameSide(target: tf.Tensor, prediction: tf.Tensor, threshold: number): tf.Tensor {
  return tf.equal(tf.greater(prediction, threshold), tf.greater(target, 0.5));
}
