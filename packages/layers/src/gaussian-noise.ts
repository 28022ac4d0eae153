import { ArgumentError, describe, drawNormal, tf } from '@thaw/backend';
import { type Context, Module } from '@thaw/core';

import { checkRate, requireRandom } from './check-rate.ts';

/**
 * In training, adds noise: y = x + ε, ε normal with mean 0 and the given standard deviation; otherwise passes its input on.
 *
 * Shapes: input [batch, …] → the same.
 *
 * @throws {ArgumentError} when stddev is not a number from 0 on, or a training pass has no generator.
 * @see Bishop 1995, https://doi.org/10.1162/neco.1995.7.1.108
 * @example
 * ```ts
 * import { Random, tf } from '@thaw/core';
 * import { GaussianNoise } from '@thaw/layers';
 *
 * const layer = new GaussianNoise(0.1);
 * layer.forward(tf.ones([1, 4]), { training: true, random: new Random(7) }).print(); // near 1
 * ```
 */
export class GaussianNoise extends Module {
  readonly stddev: number;

  constructor(stddev: number) {
    super();
    if (!(typeof stddev === 'number' && stddev >= 0 && stddev < Infinity)) {
      throw new ArgumentError(`GaussianNoise: stddev must be a number from 0 on, got ${describe(stddev)}.`);
    }
    this.stddev = stddev;
  }

  forward(input: tf.Tensor, { training = false, random }: Context = {}): tf.Tensor {
    if (!training || this.stddev === 0) return input;
    const generator = requireRandom(this, random);
    return tf.tidy(() => tf.add(input, drawNormal(generator, input.shape, 0, this.stddev)));
  }
}

/**
 * In training, multiplies each value by noise of mean 1 whose variance is that of dropout at the same rate:
 * y = x ⊙ ε, ε normal with mean 1 and variance rate/(1 − rate); otherwise passes its input on.
 *
 * Shapes: input [batch, …] → the same.
 *
 * @throws {ArgumentError} when rate is not in [0, 1), or a training pass has no generator.
 * @see Srivastava et al. 2014, §10, https://jmlr.org/papers/v15/srivastava14a.html
 * @example
 * ```ts
 * import { Random, tf } from '@thaw/core';
 * import { GaussianDropout } from '@thaw/layers';
 *
 * const layer = new GaussianDropout(0.5);
 * layer.forward(tf.ones([1, 4]), { training: true, random: new Random(7) }).print(); // around 1
 * ```
 */
export class GaussianDropout extends Module {
  readonly rate: number;

  constructor(rate: number) {
    super();
    this.rate = checkRate('GaussianDropout', rate);
  }

  forward(input: tf.Tensor, { training = false, random }: Context = {}): tf.Tensor {
    if (!training || this.rate === 0) return input;
    const generator = requireRandom(this, random);
    const stddev = Math.sqrt(this.rate / (1 - this.rate));
    return tf.tidy(() => tf.mul(input, drawNormal(generator, input.shape, 1, stddev)));
  }
}
