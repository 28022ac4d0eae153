import { checkOptions, checkSize, tf } from '@thaw/backend';
import { checkInput, type Context, type Initializer, Module, Parameter, zeros } from '@thaw/core';

/** Options of `PReLU`. */
export interface PReLUOptions {
  /** @defaultValue zeros: it begins as relu (PyTorch's begins with 0.25: `constant(0.25)`) */
  readonly alphaInitializer?: Initializer;
}

/**
 * A rectifier whose slope below 0 is learnt: y = max(x, 0) + α ⊙ min(x, 0).
 *
 * One slope for each channel, or one for all with `new PReLU(1)`. (Keras has one for each place of the input too, unless
 * `shared_axes` says not.)
 *
 * Shapes: input [batch, …, channels] → the same.
 * Weights: alpha [channels].
 *
 * @throws {ArgumentError} when channels is not a whole number from 1 on.
 * @throws {ShapeError} when the last axis of the input is not `channels` long, unless that is 1.
 * @see He et al. 2015, https://arxiv.org/abs/1502.01852
 * @example
 * ```ts
 * import { constant, tf, useDevice } from '@thaw/core';
 * import { PReLU } from '@thaw/layers';
 *
 * await useDevice();
 * const layer = new PReLU(2, { alphaInitializer: constant(0.25) });
 * layer.forward(tf.tensor2d([[-4, 3]])).print(); // -1 and 3
 * ```
 */
export class PReLU extends Module {
  readonly channels: number;
  readonly alpha: Parameter;

  constructor(channels: number, options: PReLUOptions = {}) {
    super();
    checkOptions('PReLU', options, ['alphaInitializer']);
    const { alphaInitializer = zeros } = options;
    this.channels = checkSize('PReLU', 'channels', channels);
    this.alpha = new Parameter([channels], alphaInitializer([channels]));
  }

  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    const leading = input?.shape?.slice(0, -1) ?? [];
    const axes = leading.length < 2 ? ['batch'] : leading.map((_, i) => (i === 0 ? 'batch' : '…'));
    const channels = this.channels === 1 ? 'channels' : this.channels;
    checkInput(this, input, [...axes, channels], 'its first argument says how many channels it takes');
    return tf.prelu(input, this.alpha.value);
  }
}
