import { ShapeError, softmaxCrossEntropy, tf } from '@thaw/backend';

import { requireClassWeight } from './check-numbers.ts';
import { defineLoss } from './define-loss.ts';
import { type CategoricalOptions, checkCategoricalOptions, weighClasses } from './distribution.ts';
import { checkLabels, requireIgnoreClass } from './labels.ts';
import type { ConfigurableLoss, Places } from './loss.ts';
import type { Weighting } from './weighting.ts';

/** Options of `sparseCategoricalCrossentropy.with`. */
export interface SparseCategoricalCrossentropyOptions extends CategoricalOptions {
  /** Places with this label count for nothing: padding, a prompt. @defaultValue none */
  readonly ignoreClass?: number;
}

/**
 * Cross-entropy of whole-number labels with logits z, before any softmax: mean over rows of −log softmax(z)[label].
 *
 * With `ignoreClass` it is the mean over the places that count, and 0 where none does. It runs as one fused operation
 * (`softmaxCrossEntropy` of `@thaw/backend`).
 *
 * Shapes: target [batch, …] with labels 0 … classes − 1, prediction [batch, …, classes] → one number.
 *
 * @throws {ShapeError} when the target is not the prediction without its last axis.
 * @throws {ArgumentError} in `train` and `fit`, when a label is out of range; when there are not as many class weights as classes.
 * @see Bridle 1990, https://doi.org/10.1007/978-3-642-76153-9_28; for labelSmoothing Szegedy et al. 2016, §7,
 * https://arxiv.org/abs/1512.00567
 * @example
 * ```ts
 * import { sparseCategoricalCrossentropy, tf } from '@thaw/core';
 *
 * sparseCategoricalCrossentropy(tf.tensor1d([1], 'int32'), tf.tensor2d([[0, 0]])).print(); // ln 2 = 0.6931
 * const loss = sparseCategoricalCrossentropy.with({ ignoreClass: -1 });
 * loss(tf.tensor1d([1, -1], 'int32'), tf.zeros([2, 2])).print(); // ln 2 = 0.6931, of the first row alone
 * ```
 */
export const sparseCategoricalCrossentropy: ConfigurableLoss<SparseCategoricalCrossentropyOptions> =
  /* @__PURE__ */ defineLoss<SparseCategoricalCrossentropyOptions>({
    name: 'sparseCategoricalCrossentropy',
    options: ['ignoreClass', 'labelSmoothing', 'classWeight'],
    checkOptions: (owner, options) => {
      requireIgnoreClass(owner, options.ignoreClass);
      checkCategoricalOptions(owner, options);
    },
    places: placesOf,
    checkTarget: (labels, prediction, { ignoreClass }) =>
      checkLabels('sparseCategoricalCrossentropy', labels, prediction.at(-1)!, ignoreClass),
  });

function placesOf(
  target: tf.Tensor,
  prediction: tf.Tensor,
  { ignoreClass, labelSmoothing = 0, classWeight }: SparseCategoricalCrossentropyOptions,
  weighting?: Weighting,
): Places {
  requireLabels(target, prediction);
  const whole = target.dtype === 'int32' ? target : tf.cast(target, 'int32');
  const isTable = prediction.rank === 2; // each operation less is one less on the way back
  const labels = isTable ? whole : tf.reshape(whole, [-1]);
  const logits = isTable ? prediction : tf.reshape(prediction, [-1, prediction.shape.at(-1)!]);
  const counts = ignoreClass === undefined ? undefined : tf.notEqual(labels, ignoreClass);
  // An ignored label may be a class, or none.
  const counted = counts ? tf.where(counts, labels, tf.fill(labels.shape, -1, 'int32')) : labels;
  let losses = softmaxCrossEntropy(logits, counted);
  if (classWeight) {
    requireClassWeight('sparseCategoricalCrossentropy', classWeight, logits.shape[1]!);
    const places = tf.cast(tf.maximum(counted, 0), 'int32'); // what is ignored has loss 0 anyway
    losses = tf.mul(losses, tf.gather(tf.tensor1d([...classWeight]), places));
  }
  if (labelSmoothing > 0) {
    const even = tf.mean(
      weighClasses('sparseCategoricalCrossentropy', tf.logSoftmax(logits), classWeight),
      -1,
    ); // towards all classes
    losses = tf.sub(tf.mul(losses, 1 - labelSmoothing), tf.mul(even, labelSmoothing));
  }
  const isShaped = isTable || weighting === undefined;
  const shaped = (values: tf.Tensor): tf.Tensor => (isShaped ? values : tf.reshape(values, target.shape));
  return { losses: shaped(losses), counts: counts && shaped(tf.cast(counts, 'float32')) };
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
