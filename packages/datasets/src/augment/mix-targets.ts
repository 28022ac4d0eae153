import { ArgumentError, checkOptions, checkSize, type Random, ShapeError, tf } from '@thaw/backend';
import type { Batch, TensorLike } from '@thaw/core';

import { checkNumber } from './check-factors.ts';
import type { Drawn } from './draw-tensors.ts';
import { drawBeta } from './draw-beta.ts';

/** Options of `mixUp` and `cutMix`. */
export interface MixOptions {
  /** The part of each image that stays is drawn from the distribution Beta(alpha, alpha). @defaultValue 0.2 for mixUp, 1 for cutMix */
  readonly alpha?: number;
  /**
   * How many classes there are, where targets are labels, [batch]: they become parts of each class, [batch, classes], for
   * `categoricalCrossentropy`. @defaultValue none: targets are parts already, or any numbers, [batch, …]
   */
  readonly classes?: number;
  /**
   * Whether labels become two labels and the part of the first, [batch, 3], for `mixedLabels(loss)`, instead of parts of each class.
   *
   * @defaultValue false
   */
  readonly pairs?: boolean;
}

/** The options with their defaults. @throws {ArgumentError} when one is not what it should be. */
export function checkMix(
  owner: string,
  options: MixOptions,
  alpha: number,
): Required<Pick<MixOptions, 'alpha'>> & MixOptions {
  checkOptions(owner, options, ['alpha', 'classes', 'pairs']);
  if (options.classes !== undefined) checkSize(owner, 'classes', options.classes, 2);
  if (options.classes !== undefined && options.pairs) {
    throw new ArgumentError(
      `${owner}: targets become parts of classes or pairs of labels; give classes or pairs, not both.`,
    );
  }
  return { ...options, alpha: checkNumber(owner, 'alpha', options.alpha ?? alpha, 1e-3, 1e3) };
}

/** With whom each image is mixed, int32 [batch], and what part of it stays, [batch]. */
export interface Mixture {
  readonly partners: tf.Tensor1D;
  readonly parts: tf.Tensor1D;
}

/** What `mixtureNumbers` gives. */
export const mixtureShapes = (count: number): [Drawn, Drawn] => [
  { shape: [count], dtype: 'int32' },
  { shape: [count] },
];

/** Partners are a permutation of the batch, so that each image is in it as often as before. */
export function mixtureNumbers(count: number, alpha: number, random: Random): [Int32Array, Float32Array] {
  return [random.permutation(count), drawBeta(count, alpha, random)];
}

/**
 * The target of each image and that of its partner, with their parts.
 *
 * @throws {ArgumentError} when there is no target, or whole numbers are neither said to be labels of classes nor to be paired.
 */
export function mixTargets(
  owner: string,
  { target }: Batch,
  { partners, parts }: Mixture,
  options: MixOptions,
): tf.Tensor {
  const given = target as TensorLike | undefined;
  if (!given || !Array.isArray(given.shape)) {
    throw new ArgumentError(
      `${owner}: targets are mixed with the images; this batch has no target, or several by name.`,
    );
  }
  return tf.tidy(() => {
    const all = given instanceof tf.Tensor ? given : tf.tensor(given.data, [...given.shape]);
    const count = parts.size;
    const labels = all.rank === 1 || (all.rank === 2 && all.shape[1] === 1);
    if (options.pairs || options.classes !== undefined) {
      if (!labels) {
        throw new ShapeError(
          `${owner}: labels are [batch], got a target [${all.shape.join(', ')}]; leave ${options.pairs ? 'pairs' : 'classes'} out.`,
        );
      }
    } else if (all.dtype !== 'float32') {
      throw new ArgumentError(
        `${owner}: labels cannot be mixed as numbers; say how many classes there are, { classes: 10 }, or { pairs: true }.`,
      );
    }
    if (options.pairs) {
      const first = tf.cast(tf.reshape(all, [count]), 'float32');
      return tf.stack([first, tf.gather(first, partners), parts], 1);
    }
    const numbers =
      options.classes === undefined
        ? tf.cast(all, 'float32')
        : tf.oneHot(
            tf.cast(tf.reshape(all, [count]), 'int32') as tf.Tensor1D,
            options.classes,
            1,
            0,
            'float32',
          );
    return mixRows(numbers, partners, tf.reshape(parts, [count, ...numbers.shape.slice(1).map(() => 1)]));
  });
}

/** part · x + (1 − part) · x of the partner. */
export function mixRows(x: tf.Tensor, partners: tf.Tensor1D, part: tf.Tensor): tf.Tensor {
  return tf.add(tf.mul(part, x), tf.mul(tf.sub(1, part), tf.gather(x, partners)));
}
