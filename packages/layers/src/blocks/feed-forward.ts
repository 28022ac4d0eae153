import { ArgumentError, checkOptions, checkSize, describe, tf } from '@thaw/backend';
import { type Activation, type Context, glorotUniform, type Initializer, Module, relu } from '@thaw/core';

import { Dense } from '../dense.ts';

/** Options of `FeedForward`. */
export interface FeedForwardOptions {
  /** @defaultValue relu */
  readonly activation?: Activation;
  /**
   * Whether the hidden units are multiplied by linear ones: with activation sigmoid that is GLU, with relu ReGLU, gelu GEGLU,
   * silu SwiGLU, linear the bilinear net. @defaultValue false
   */
  readonly gated?: boolean;
  /** @defaultValue true */
  readonly useBias?: boolean;
  /** @defaultValue glorotUniform */
  readonly kernelInitializer?: Initializer;
  /** That of the output's kernel. @defaultValue kernelInitializer */
  readonly outputInitializer?: Initializer;
}

/**
 * The same two-layer net at every place:
 *
 * y = activation(x·W₁ + b₁)·W₂ + b₂,   or gated   y = (activation(x·W₁ + b₁) ⊙ (x·V + c))·W₂ + b₂
 *
 * A gated net has half as many weights again; Shazeer takes ⅔ of the hidden units, so that both have as many, and no biases.
 *
 * Shapes: input [batch, …, width] → the same.
 * Weights: hidden, a `Dense` to `hiddenUnits`; values (x·V + c), another, in a gated net; and output, one back to `width`.
 *
 * @throws {ArgumentError} when a size is no whole number from 1 on, activation is no function, or gated neither true nor false.
 * @throws {ShapeError} when the last axis of the input is not `width` long.
 * @see Vaswani et al. 2017, §3.3, https://arxiv.org/abs/1706.03762; Shazeer 2020 for the gates, https://arxiv.org/abs/2002.05202
 * @example
 * ```ts
 * import { silu, tf, useDevice } from '@thaw/core';
 * import { FeedForward } from '@thaw/layers';
 *
 * await useDevice();
 * const net = new FeedForward(8, 32, { activation: silu, gated: true, useBias: false }); // SwiGLU
 * console.log(net.forward(tf.ones([1, 3, 8])).shape); // [ 1, 3, 8 ]
 * ```
 */
export class FeedForward extends Module {
  readonly hidden: Dense;
  readonly values: Dense | undefined;
  readonly output: Dense;

  constructor(width: number, hiddenUnits: number, options: FeedForwardOptions = {}) {
    super();
    checkOptions('FeedForward', options, names);
    checkSize('FeedForward', 'width', width);
    checkSize('FeedForward', 'hiddenUnits', hiddenUnits);
    const { activation = relu, gated = false, useBias = true, kernelInitializer = glorotUniform } = options;
    const { outputInitializer = kernelInitializer } = options;
    if (typeof gated !== 'boolean') {
      throw new ArgumentError(
        `FeedForward: gated must be true or false, got ${describe(gated)}; the activation says which gate it is.`,
      );
    }
    const rest = { useBias, kernelInitializer };
    this.hidden = new Dense(width, hiddenUnits, { activation, ...rest });
    this.values = gated ? new Dense(width, hiddenUnits, rest) : undefined;
    this.output = new Dense(hiddenUnits, width, { useBias, kernelInitializer: outputInitializer });
    this.namedModules(); // so that messages know the paths from the start
  }

  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    const hidden = this.hidden.forward(input);
    return this.output.forward(this.values ? tf.mul(hidden, this.values.forward(input)) : hidden);
  }
}

const names = ['activation', 'gated', 'useBias', 'kernelInitializer', 'outputInitializer'];
