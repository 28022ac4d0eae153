import { ArgumentError, dropout, type tf } from '@thaw/backend';
import { type Context, Module } from '@thaw/core';

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
    if (!(rate >= 0 && rate < 1)) {
      throw new ArgumentError(
        `Dropout: rate is the part that is dropped, from 0 to below 1, got ${String(rate)}.`,
      );
    }
    this.rate = rate;
  }

  forward(input: tf.Tensor, { training = false, random }: Context = {}): tf.Tensor {
    if (!training || this.rate === 0) return input;
    if (!random) {
      throw new ArgumentError(
        `${this.title}: a training pass draws random numbers; pass { training: true, random: new Random(seed) } (train and fit do).`,
      );
    }
    return dropout(input, this.rate, random);
  }
}
