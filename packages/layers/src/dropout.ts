import { dropout, type tf } from '@thaw/backend';
import { type Context, Module } from '@thaw/core';

import { checkRate, requireRandom } from './check-rate.ts';

/**
 * In training, sets each value to zero with probability `rate` and scales the others by 1/(1 − rate), so that sums stay
 * the same on average; otherwise passes its input on. The draws come from the context's generator: the same seed drops
 * the same values on every device, where they are drawn, and the gradient draws them again.
 *
 * Shapes: input [batch, …] → the same.
 *
 * @throws {ArgumentError} when rate is not in [0, 1), or a training pass has no generator.
 * @see Srivastava et al. 2014, https://jmlr.org/papers/v15/srivastava14a.html
 * @example
 * ```ts
 * import { Random, tf } from '@thaw/core';
 * import { Dropout } from '@thaw/layers';
 *
 * const layer = new Dropout(0.5);
 * layer.forward(tf.ones([1, 4]), { training: true, random: new Random(7) }).print(); // zeros and twos
 * ```
 */
export class Dropout extends Module {
  readonly rate: number;

  constructor(rate: number) {
    super();
    this.rate = checkRate('Dropout', rate);
  }

  forward(input: tf.Tensor, { training = false, random }: Context = {}): tf.Tensor {
    if (!training || this.rate === 0) return input;
    return dropout(input, this.rate, requireRandom(this, random));
  }
}
