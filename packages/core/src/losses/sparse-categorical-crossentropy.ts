import { checkOptions, ShapeError, softmaxCrossEntropy, tf } from '@thaw/backend';

import { checkLabels, requireIgnoreClass } from './labels.ts';
import type { Loss } from './loss.ts';

/** Options of `sparseCategoricalCrossentropyWith`. */
export interface SparseCategoricalCrossentropyOptions {
  /** Places with this label count for nothing: padding, a prompt. @defaultValue none */
  readonly ignoreClass?: number;
}

/**
 * Cross-entropy of whole-number labels with logits z, before any softmax: mean over rows of −log softmax(z)[label].
 *
 * Shapes: target [batch, …] with labels 0 … classes − 1, prediction [batch, …, classes] → one number.
 *
 * @throws {ShapeError} when the target is not the prediction without its last axis.
 * @throws {ArgumentError} in `train` and `fit`, when a label is out of range.
 * @example
 * ```ts
 * import { sparseCategoricalCrossentropy, tf } from '@thaw/core';
 *
 * sparseCategoricalCrossentropy(tf.tensor1d([1], 'int32'), tf.tensor2d([[0, 0]])).print(); // ln 2 = 0.6931
 * ```
 */
export const sparseCategoricalCrossentropy: Loss = /* @__PURE__ */ sparseCategoricalCrossentropyWith({});

/**
 * `sparseCategoricalCrossentropy` with options: a loss to hand to `fit`. With `ignoreClass` it is the mean over the
 * places that count, and 0 where none does.
 *
 * @throws {ArgumentError} when ignoreClass is no whole number.
 * @example
 * ```ts
 * import { sparseCategoricalCrossentropyWith, tf } from '@thaw/core';
 *
 * const loss = sparseCategoricalCrossentropyWith({ ignoreClass: -1 });
 * loss(tf.tensor1d([1, -1], 'int32'), tf.zeros([2, 2])).print(); // ln 2 = 0.6931, of the first row alone
 * ```
 */
export function sparseCategoricalCrossentropyWith(options: SparseCategoricalCrossentropyOptions): Loss {
  checkOptions('sparseCategoricalCrossentropyWith', options, ['ignoreClass']);
  const { ignoreClass } = options;
  requireIgnoreClass('sparseCategoricalCrossentropyWith', ignoreClass);
  const loss = (target: tf.Tensor, prediction: tf.Tensor): tf.Scalar => {
    requireLabels(target, prediction);
    const whole = target.dtype === 'int32' ? target : tf.cast(target, 'int32');
    const isTable = prediction.rank === 2; // each operation less is one less on the way back
    const labels = isTable ? whole : tf.reshape(whole, [-1]);
    const logits = isTable ? prediction : tf.reshape(prediction, [-1, prediction.shape.at(-1)!]);
    if (ignoreClass === undefined) return tf.mean(softmaxCrossEntropy(logits, labels));
    const counts = tf.notEqual(labels, ignoreClass);
    const none = tf.fill(labels.shape, -1, 'int32'); // an ignored label may be a class, or none
    const losses = softmaxCrossEntropy(logits, tf.where(counts, labels, none));
    return tf.div(tf.sum(losses), tf.maximum(tf.sum(tf.cast(counts, 'float32')), 1));
  };
  return Object.assign(loss, {
    checkTarget: (labels: ArrayLike<number>, prediction: readonly number[]): void =>
      checkLabels('sparseCategoricalCrossentropy', labels, prediction.at(-1)!, ignoreClass),
  });
}

function requireLabels(target: tf.Tensor, prediction: tf.Tensor): void {
  const rows = prediction.shape.slice(0, -1);
  if (prediction.rank >= 2 && tf.util.arraysEqual(target.shape, rows)) return;
  throw new ShapeError(
    `sparseCategoricalCrossentropy: expected one label a row, [${rows.join(', ')}] for predictions ` +
      `[${prediction.shape.join(', ')}], got [${target.shape.join(', ')}]; ` +
      'one-hot targets go to categoricalCrossentropy.',
  );
}
