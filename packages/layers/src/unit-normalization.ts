import { tf } from '@thaw/backend';
import { checkInput, type Context, Module } from '@thaw/core';

import { axesBefore } from './check-normalization.ts';

/** The square of the shortest length that is divided by: Keras's. */
const SHORTEST = 1e-12;

/**
 * Brings every row to length 1: y = x / √max(Σ x², 1e-12) over the last axis. A row of zeros stays.
 *
 * Shapes: input [batch, …, units] → the same.
 *
 * @throws {ShapeError} when the input has less than two axes.
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { UnitNormalization } from '@thaw/layers';
 *
 * await useDevice();
 * new UnitNormalization().forward(tf.tensor2d([[3, 4]])).print(); // 0.6 and 0.8
 * ```
 */
export class UnitNormalization extends Module {
  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    checkInput(this, input, [...axesBefore(input), 'units'], 'a row is what stands in the last axis');
    return tf.tidy(() => {
      const squares = tf.sum(tf.square(input), -1, true);
      return tf.mul(input, tf.rsqrt(tf.maximum(squares, SHORTEST)));
    });
  }
}
