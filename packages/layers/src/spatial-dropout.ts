import { dropout, tf } from '@thaw/backend';
import { checkInput, type Context, Module } from '@thaw/core';

import { checkRate, requireRandom } from './check-rate.ts';

/** Drops whole channels of each row of the batch: what the three of them have in common. */
abstract class SpatialDropout extends Module {
  readonly rate: number;
  protected abstract readonly axes: readonly string[];

  constructor(rate: number) {
    super();
    this.rate = checkRate(new.target.name, rate);
  }

  forward(input: tf.Tensor, { training = false, random }: Context = {}): tf.Tensor {
    const { axes } = this;
    checkInput(this, input, ['batch', ...axes, 'channels'], 'whole channels are dropped, and they come last');
    if (!training || this.rate === 0) return input;
    const generator = requireRandom(this, random);
    const shape = [input.shape[0]!, ...axes.map(() => 1), input.shape.at(-1)!];
    return tf.tidy(() => tf.mul(input, dropout(tf.ones(shape), this.rate, generator)));
  }
}

/**
 * In training, sets whole channels of a sequence to zero with probability `rate` and scales the others by 1/(1 − rate):
 * neighbours in time are alike, so that values dropped one by one would be seen in those beside them.
 *
 * Shapes: input [batch, time, channels] → the same; one draw for each row and channel.
 *
 * @throws {ArgumentError} when rate is not in [0, 1), or a training pass has no generator.
 * @throws {ShapeError} when the input has not three axes.
 * @see Tompson et al. 2015, https://arxiv.org/abs/1411.4280
 * @example
 * ```ts
 * import { Random, tf } from '@thaw/core';
 * import { SpatialDropout1D } from '@thaw/layers';
 *
 * const layer = new SpatialDropout1D(0.5);
 * layer.forward(tf.ones([1, 3, 4]), { training: true, random: new Random(7) }).print(); // columns of zeros and of twos
 * ```
 */
export class SpatialDropout1D extends SpatialDropout {
  protected override readonly axes: readonly string[] = ['time'];
}

/**
 * In training, sets whole channels of an image to zero; see `SpatialDropout1D`.
 *
 * Shapes: input [batch, height, width, channels] → the same.
 *
 * @throws {ArgumentError} when rate is not in [0, 1), or a training pass has no generator.
 * @throws {ShapeError} when the input has not four axes.
 * @example
 * ```ts
 * import { Random, tf } from '@thaw/core';
 * import { SpatialDropout2D } from '@thaw/layers';
 *
 * const layer = new SpatialDropout2D(0.5);
 * layer.forward(tf.ones([1, 2, 2, 3]), { training: true, random: new Random(7) }).print(); // channels of zeros and of twos
 * ```
 */
export class SpatialDropout2D extends SpatialDropout {
  protected override readonly axes: readonly string[] = ['height', 'width'];
}

/**
 * In training, sets whole channels of a volume to zero; see `SpatialDropout1D`.
 *
 * Shapes: input [batch, depth, height, width, channels] → the same.
 *
 * @throws {ArgumentError} when rate is not in [0, 1), or a training pass has no generator.
 * @throws {ShapeError} when the input has not five axes.
 * @example
 * ```ts
 * import { Random, tf } from '@thaw/core';
 * import { SpatialDropout3D } from '@thaw/layers';
 *
 * const layer = new SpatialDropout3D(0.5);
 * layer.forward(tf.ones([1, 2, 2, 2, 3]), { training: true, random: new Random(7) }).print(); // channels of zeros and of twos
 * ```
 */
export class SpatialDropout3D extends SpatialDropout {
  protected override readonly axes: readonly string[] = ['depth', 'height', 'width'];
}
