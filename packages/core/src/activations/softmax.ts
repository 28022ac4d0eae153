import { ShapeError, tf } from '@thaw/backend';

import type { Activation } from './activation.ts';

/**
 * eˣ normalized to sum to 1 along the last axis. Losses here take logits, so a model seldom ends in it.
 *
 * @throws {ShapeError} when the input is a scalar, which has no axis.
 * @see Bridle 1990, https://doi.org/10.1007/978-3-642-76153-9_28
 * @example
 * ```ts
 * import { softmax, tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * softmax(tf.tensor2d([[0, Math.log(3)]])).print(); // 0.25 and 0.75
 * ```
 */
export const softmax: Activation = (input) => tf.softmax(rows('softmax', input));

/**
 * The logarithm of `softmax`, computed stably: x − max x − ln Σ e^(x − max x).
 *
 * @throws {ShapeError} when the input is a scalar, which has no axis.
 * @example
 * ```ts
 * import { logSoftmax, tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * logSoftmax(tf.tensor2d([[0, 0]])).print(); // −ln 2 = -0.6931, twice
 * ```
 */
export const logSoftmax: Activation = (input) => tf.logSoftmax(rows('logSoftmax', input));

function rows(owner: string, input: tf.Tensor): tf.Tensor {
  if (input.rank > 0) return input;
  throw new ShapeError(`${owner}: expected input […, classes], got []; it goes along the last axis.`);
}
