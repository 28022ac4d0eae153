import { checkOptions, type tf } from '@thaw/backend';
import { type Activation, type Context, glorotUniform, type Initializer, Module, relu } from '@thaw/core';
import { Dense } from '@thaw/layers';

import { checkSizes } from './check-sizes.ts';

/** Options of `FeedForward`. */
export interface FeedForwardOptions {
  /** @defaultValue relu */
  readonly activation?: Activation;
  /** @defaultValue glorotUniform */
  readonly kernelInitializer?: Initializer;
  /** That of the output's kernel. @defaultValue kernelInitializer */
  readonly outputInitializer?: Initializer;
}

/**
 * The same two-layer net at every place: y = activation(x·W₁ + b₁)·W₂ + b₂.
 *
 * Shapes: input [batch, time, width] → the same.
 * Weights: hidden, a `Dense` to `hiddenUnits`, and output, one back to `width`.
 *
 * @throws {ArgumentError} when a size is no whole number from 1 on.
 * @see Vaswani et al. 2017, §3.3, https://arxiv.org/abs/1706.03762
 * @example
 * ```ts
 * import { FeedForward } from '@thaw/attention';
 * import { gelu, tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * const net = new FeedForward(8, 32, { activation: gelu });
 * console.log(net.forward(tf.ones([1, 3, 8])).shape); // [ 1, 3, 8 ]
 * ```
 */
export class FeedForward extends Module {
  readonly hidden: Dense;
  readonly output: Dense;

  constructor(width: number, hiddenUnits: number, options: FeedForwardOptions = {}) {
    super();
    checkOptions('FeedForward', options, ['activation', 'kernelInitializer', 'outputInitializer']);
    checkSizes('FeedForward', { width, hiddenUnits });
    const { activation = relu, kernelInitializer = glorotUniform } = options;
    const { outputInitializer = kernelInitializer } = options;
    this.hidden = new Dense(width, hiddenUnits, { activation, kernelInitializer });
    this.output = new Dense(hiddenUnits, width, { kernelInitializer: outputInitializer });
  }

  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    return this.output.forward(this.hidden.forward(input));
  }
}
