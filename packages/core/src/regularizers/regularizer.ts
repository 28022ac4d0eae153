import { ArgumentError, checkOptions, describe, tf } from '@thaw/backend';

/** What a parameter costs: it is added to the loss in training. A number, from tensor operations with gradients. */
export type Regularizer = (weight: tf.Tensor) => tf.Tensor;

/**
 * factor · Σ |w|: weights that matter little end at 0.
 *
 * @throws {ArgumentError} when the factor is below 0.
 * @see Tibshirani 1996, https://doi.org/10.1111/j.2517-6161.1996.tb02080.x
 * @example
 * ```ts
 * import { l1, tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * l1(0.1)(tf.tensor1d([-2, 3])).print(); // 0.5
 * ```
 */
export function l1(factor = 0.01): Regularizer {
  requireFactor('l1', 'factor', factor);
  return (weight) => tf.tidy(() => tf.mul(tf.sum(tf.abs(weight)), factor));
}

/**
 * factor · Σ w²: weights stay small. (There is no ½ in it, so its gradient is 2·factor·w.) With optimizers that adapt the rate it is
 * not the same as their decay of weights.
 *
 * @throws {ArgumentError} when the factor is below 0.
 * @see Krogh and Hertz 1991, https://proceedings.neurips.cc/paper/1991/hash/8eefcfdf5990e441f0fb6f3fad709e21-Abstract.html
 * @example
 * ```ts
 * import { fit, l2, meanSquaredError, regularize, tf } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 *
 * const model = regularize(new Dense(2, 1), 'kernel', l2(1e-3));
 * const batches = [{ input: { data: Float32Array.of(1, 2), shape: [1, 2] }, target: { data: Float32Array.of(3), shape: [1, 1] } }];
 * await fit(model, batches, { loss: meanSquaredError, optimizer: tf.train.sgd(0.1), epochs: 10 });
 * ```
 */
export function l2(factor = 0.01): Regularizer {
  requireFactor('l2', 'factor', factor);
  return (weight) => tf.tidy(() => tf.mul(tf.sum(tf.square(weight)), factor));
}

/** Options of `l1L2`. */
export interface L1L2Options {
  /** The factor of Σ |w|. @defaultValue 0 */
  readonly l1?: number;
  /** The factor of Σ w². @defaultValue 0 */
  readonly l2?: number;
}

/**
 * l1 · Σ |w| + l2 · Σ w², the elastic net.
 *
 * @throws {ArgumentError} when a factor is below 0.
 * @see Zou and Hastie 2005, https://doi.org/10.1111/j.1467-9868.2005.00503.x
 * @example
 * ```ts
 * import { l1L2, tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * l1L2({ l1: 0.1, l2: 0.01 })(tf.tensor1d([-2, 3])).print(); // 0.5 + 0.13 = 0.63
 * ```
 */
export function l1L2(options: L1L2Options = {}): Regularizer {
  checkOptions('l1L2', options, ['l1', 'l2']);
  const { l1: absolute = 0, l2: square = 0 } = options;
  requireFactor('l1L2', 'l1', absolute);
  requireFactor('l1L2', 'l2', square);
  return (weight) =>
    tf.tidy(() => {
      const lengths = tf.mul(tf.sum(tf.abs(weight)), absolute);
      return tf.add(lengths, tf.mul(tf.sum(tf.square(weight)), square));
    });
}

/** @throws {ArgumentError} when it is no number from 0 on. */
export function requireFactor(owner: string, name: string, value: unknown): void {
  if (typeof value === 'number' && value >= 0 && value < Infinity) return;
  throw new ArgumentError(`${owner}: ${name} must be a number from 0 on, got ${describe(value)}.`);
}
