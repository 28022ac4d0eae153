import { ShapeError, tf } from '@thaw/backend';

import { categoricalCrossentropy } from './categorical-crossentropy.ts';
import { checkLabels } from './labels.ts';
import type { Loss } from './loss.ts';

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
export const sparseCategoricalCrossentropy: Loss = /* @__PURE__ */ Object.assign(
  (target: tf.Tensor, prediction: tf.Tensor): tf.Scalar => {
    const rows = prediction.shape.slice(0, -1);
    if (prediction.rank < 2 || !tf.util.arraysEqual(target.shape, rows)) {
      throw new ShapeError(
        `sparseCategoricalCrossentropy: expected one label a row, [${rows.join(', ')}] for predictions ` +
          `[${prediction.shape.join(', ')}], got [${target.shape.join(', ')}]; ` +
          'one-hot targets go to categoricalCrossentropy.',
      );
    }
    const classes = prediction.shape.at(-1)!;
    const oneHot = tf.oneHot(tf.cast(target, 'int32'), classes, 1, 0, 'float32');
    return categoricalCrossentropy(oneHot, prediction);
  },
  {
    checkTarget: (labels: ArrayLike<number>, prediction: readonly number[]): void =>
      checkLabels('sparseCategoricalCrossentropy', labels, prediction.at(-1)!),
  },
);
