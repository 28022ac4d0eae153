import { ArgumentError, checkOptions, describe, ShapeError, tf } from '@thaw/backend';

import { type Regularizer, requireFactor } from './regularizer.ts';

/** Options of `orthogonalRegularizer`. */
export interface OrthogonalRegularizerOptions {
  /** What the mean is multiplied by. @defaultValue 0.01 */
  readonly factor?: number;
  /** Which vectors are to be at right angles. @defaultValue 'rows' */
  readonly mode?: 'rows' | 'columns';
}

/**
 * Draws the rows of a matrix, or its columns, towards right angles; their lengths do not matter:
 *
 * factor · mean |cos ∠(vᵢ, vⱼ)| over the pairs i < j
 *
 * Shapes: [rows, columns]; leading axes count as rows, so with 'columns' these are a convolution's filters. (Keras takes matrices only.)
 * A single vector costs nothing.
 *
 * @throws {ArgumentError} when the factor is below 0, or mode is neither 'rows' nor 'columns'.
 * @throws {ShapeError} when the weight has less than two axes.
 * @see Brock et al. 2017, https://arxiv.org/abs/1609.07093
 * @example
 * ```ts
 * import { orthogonalRegularizer, tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * orthogonalRegularizer({ factor: 1 })(tf.tensor2d([[1, 0], [0, 2], [3, 3]])).print(); // (0 + √½ + √½)/3 = 0.4714
 * ```
 */
export function orthogonalRegularizer(options: OrthogonalRegularizerOptions = {}): Regularizer {
  checkOptions('orthogonalRegularizer', options, ['factor', 'mode']);
  const { factor = 0.01, mode = 'rows' } = options;
  requireFactor('orthogonalRegularizer', 'factor', factor);
  if (mode !== 'rows' && mode !== 'columns') {
    throw new ArgumentError(
      `orthogonalRegularizer: mode must be 'rows' or 'columns', got ${describe(mode)}.`,
    );
  }
  return (weight) => {
    if (weight.rank < 2) {
      throw new ShapeError(
        `orthogonalRegularizer: expected a weight [rows, columns], got [${weight.shape.join(', ')}]; a vector has no angles.`,
      );
    }
    return tf.tidy(() => {
      const matrix = tf.reshape(weight, [-1, weight.shape.at(-1)!]) as tf.Tensor2D;
      const [along, count] = mode === 'rows' ? [1, matrix.shape[0]] : [0, matrix.shape[1]];
      // A vector of zeros has no direction, and no angle with any.
      const squares = tf.maximum(tf.sum(tf.square(matrix), along, true), 1e-12);
      const unit = tf.mul(matrix, tf.rsqrt(squares));
      const cosines = tf.matMul(unit, unit, mode === 'columns', mode === 'rows'); // [count, count]
      const apart = tf.mul(cosines, tf.sub(1, tf.eye(count)));
      const pairs = Math.max(1, count * (count - 1)); // each of them twice
      return tf.mul(tf.sum(tf.abs(apart)), factor / pairs);
    });
  };
}
