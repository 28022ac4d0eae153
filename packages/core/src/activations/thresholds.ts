import { ArgumentError, describe, tf } from '@thaw/backend';

import type { Activation } from './activation.ts';
import { linear } from './rectifiers.ts';

/**
 * 1 where x ≥ 0, else 0: the neuron of 1943. Its gradient is zero everywhere, so that learning rules train it, or
 * `straightThrough(step)`.
 * @see McCulloch and Pitts 1943, https://doi.org/10.1007/BF02478259
 * @example
 * ```ts
 * import { step, tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * step(tf.tensor1d([-2, 0, 3])).print(); // 0, 1 and 1
 * ```
 */
export const step: Activation = (input) =>
  // 1 − [−x > 0], for tf.step is 0 at 0 and lets NaN through, as a comparison would not.
  tf.tidy(() => tf.sub(1, tf.step(tf.neg(tf.cast(input, 'float32')))));

/**
 * 1 above 0, −1 below, 0 at 0. Its gradient is zero everywhere: see `straightThrough`.
 * @example
 * ```ts
 * import { sign, tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * sign(tf.tensor1d([-2, 0, 3])).print(); // -1, 0 and 1
 * ```
 */
export const sign: Activation = (input) =>
  tf.tidy(() => {
    const x = tf.cast(input, 'float32');
    return tf.sub(tf.step(x), tf.step(tf.neg(x))); // tf.sign makes 0 of NaN
  });

/**
 * The values of one activation with the gradient of another, so that units which decide can be trained by a gradient:
 *
 * y = f(x),  dx = dy ⊙ g′(x)
 *
 * With g linear, the gradient passes as if there were no threshold; `straightThrough(sign, hardTanh)` stops it where |x| > 1,
 * as binary networks do.
 *
 * @param activation f, such as `step` or `sign`.
 * @param through g.
 * @throws {ArgumentError} when one of them is no function.
 * @see Bengio, Léonard and Courville 2013, https://arxiv.org/abs/1308.3432
 * @see Hubara et al. 2016 for hardTanh, https://arxiv.org/abs/1602.02830
 * @example
 * ```ts
 * import { step, straightThrough, tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * const decide = straightThrough(step);
 * const x = tf.tensor1d([-2, 3]);
 * decide(x).print(); // 0 and 1
 * tf.grad((input) => decide(input).sum())(x).print(); // 1 and 1
 * ```
 */
export function straightThrough(activation: Activation, through: Activation = linear): Activation {
  for (const given of [activation, through]) {
    if (typeof given === 'function') continue;
    throw new ArgumentError(
      `straightThrough: expected activations such as step, got ${describe(given)}; import one from '@thaw/core'.`,
    );
  }
  return (input) =>
    tf.tidy(() => {
      // It begins at g(x), which is recorded; f is computed within, and so is not.
      const decide = tf.customGrad(() => ({
        value: tf.clone(activation(input)), // for linear gives x itself
        gradFunc: (dy: tf.Tensor) => tf.clone(dy),
      }));
      return decide(through(input));
    });
}
