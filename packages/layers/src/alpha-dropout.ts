import { drawBernoulli, tf } from '@thaw/backend';
import { type Context, Module } from '@thaw/core';

import { checkRate, requireRandom } from './check-rate.ts';

/** What selu tends to far below 0, −λ·α. */
const LOWEST = -1.0507009873554805 * 1.6732632423543772;

/**
 * The dropout of self-normalizing networks: what is dropped becomes selu's lowest value α′ = −λα, and all is then scaled
 * and moved so that mean 0 and variance 1 stay as they were. Otherwise passes its input on.
 *
 * y = a·(m ⊙ x + (1 − m)·α′) + b,  m 1 with probability q = 1 − rate, a = (q + α′²·q·(1 − q))^(−1/2),  b = −a·(1 − q)·α′
 *
 * Shapes: input [batch, …] → the same.
 *
 * @throws {ArgumentError} when rate is not in [0, 1), or a training pass has no generator.
 * @see Klambauer et al. 2017, https://arxiv.org/abs/1706.02515
 * @example
 * ```ts
 * import { Random, selu, tf } from '@thaw/core';
 * import { AlphaDropout } from '@thaw/layers';
 *
 * const layer = new AlphaDropout(0.1); // behind a Dense with activation selu and kernelInitializer lecunNormal
 * layer.forward(selu(tf.ones([2, 4])), { training: true, random: new Random(7) }).print();
 * ```
 */
export class AlphaDropout extends Module {
  readonly rate: number;

  constructor(rate: number) {
    super();
    this.rate = checkRate('AlphaDropout', rate);
  }

  forward(input: tf.Tensor, { training = false, random }: Context = {}): tf.Tensor {
    if (!training || this.rate === 0) return input;
    const generator = requireRandom(this, random);
    const kept = 1 - this.rate;
    const a = 1 / Math.sqrt(kept + LOWEST ** 2 * kept * this.rate);
    const b = -a * this.rate * LOWEST;
    return tf.tidy(() => {
      const mask = drawBernoulli(generator, input.shape, kept);
      // Where m is 1 the constant is b, where it is 0 it is a·α′ + b.
      const constant = tf.add(tf.mul(mask, -a * LOWEST), a * LOWEST + b);
      return tf.add(tf.mul(input, tf.mul(mask, a)), constant);
    });
  }
}
