import { checkOptions, checkSize, tf } from '@thaw/backend';
import {
  type Activation,
  checkInput,
  type Context,
  glorotUniform,
  type Initializer,
  Module,
  relu,
  sigmoid,
} from '@thaw/core';

import { axesBefore } from '../check-normalization.ts';
import { Dense } from '../dense.ts';

/** Options of `SqueezeExcite`. */
export interface SqueezeExciteOptions {
  /** How many channels come to one unit of the narrow layer, which has one at least. @defaultValue 16 */
  readonly ratio?: number;
  /** Of the narrow layer. @defaultValue relu */
  readonly activation?: Activation;
  /** @defaultValue glorotUniform */
  readonly kernelInitializer?: Initializer;
}

/**
 * Scales each channel by a number from 0 to 1 that is made of all channels: what is worth hearing is let through.
 *
 * z = mean of x over its places,   s = σ(activation(z·W₁ + b₁)·W₂ + b₂),   y = s ⊙ x
 *
 * Shapes: input [batch, …, channels], with one axis of places or more → the same.
 * Weights: squeeze, a `Dense` from channels to ⌊channels/ratio⌋, and excite, one back.
 *
 * @throws {ArgumentError} when channels or ratio is not a whole number from 1 on, or activation is no function.
 * @throws {ShapeError} when the input has no places, or its last axis is not `channels` long.
 * @see Hu, Shen and Sun 2018, equations 2 to 4, https://arxiv.org/abs/1709.01507
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { SqueezeExcite } from '@thaw/layers';
 *
 * await useDevice();
 * const layer = new SqueezeExcite(32, { ratio: 8 });
 * console.log(layer.forward(tf.ones([2, 7, 7, 32])).shape); // [ 2, 7, 7, 32 ]
 * ```
 */
export class SqueezeExcite extends Module {
  readonly channels: number;
  readonly squeeze: Dense;
  readonly excite: Dense;

  constructor(channels: number, options: SqueezeExciteOptions = {}) {
    super();
    checkOptions('SqueezeExcite', options, ['ratio', 'activation', 'kernelInitializer']);
    const { ratio = 16, activation = relu, kernelInitializer = glorotUniform } = options;
    this.channels = checkSize('SqueezeExcite', 'channels', channels);
    const units = Math.max(1, Math.floor(channels / checkSize('SqueezeExcite', 'ratio', ratio)));
    this.squeeze = new Dense(channels, units, { activation, kernelInitializer });
    this.excite = new Dense(units, channels, { activation: sigmoid, kernelInitializer });
  }

  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    const before = input?.shape?.length > 2 ? axesBefore(input) : ['batch', '…'];
    checkInput(this, input, [...before, this.channels], 'its first argument says how many channels it takes');
    const places = input.shape.map((_, axis) => axis).slice(1, -1);
    const scales = this.excite.forward(this.squeeze.forward(tf.mean(input, places))); // [batch, channels]
    return tf.mul(input, tf.reshape(scales, [input.shape[0]!, ...places.map(() => 1), this.channels]));
  }
}
