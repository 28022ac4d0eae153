import { ArgumentError, checkOptions, describe, drawBernoulli, ShapeError, tf } from '@thaw/backend';
import { type Context, Module } from '@thaw/core';

import { checkRate, requireRandom } from './check-rate.ts';

/** Options of `StochasticDepth`. */
export interface StochasticDepthOptions {
  /** The probability with which the body is left out. @defaultValue 0.5 */
  readonly rate?: number;
  /** Whether one draw is for the whole batch, as in the paper, or each row has its own. @defaultValue 'batch' */
  readonly mode?: 'batch' | 'row';
}

/**
 * A residual body that is left out by chance in training: y = x + b·body(x), b 0 with probability `rate`, else 1;
 * otherwise y = x + (1 − rate)·body(x), what is to be expected.
 *
 * The draw stays on the device, where nothing can be read within a step, so a body that is left out is computed all the
 * same: this regularizes, and saves no time.
 *
 * Shapes: input [batch, …] → the same, which the body must keep.
 *
 * @throws {ArgumentError} when the body is no module, rate is not in [0, 1), mode is another word, or a training pass has no generator.
 * @throws {ShapeError} when the body gives another shape.
 * @see Huang et al. 2016, equations 2 and 5, https://arxiv.org/abs/1603.09382
 * @example
 * ```ts
 * import { relu, tf, useDevice } from '@thaw/core';
 * import { Dense, StochasticDepth } from '@thaw/layers';
 *
 * await useDevice();
 * const block = new StochasticDepth(new Dense(8, 8, { activation: relu }), { rate: 0.2 });
 * console.log(block.forward(tf.ones([2, 8])).shape); // [ 2, 8 ]
 * ```
 */
export class StochasticDepth extends Module {
  readonly body: Module;
  readonly rate: number;
  readonly mode: 'batch' | 'row';

  constructor(body: Module, options: StochasticDepthOptions = {}) {
    super();
    checkOptions('StochasticDepth', options, ['rate', 'mode']);
    const { rate = 0.5, mode = 'batch' } = options;
    if (!(body instanceof Module)) {
      throw new ArgumentError(`StochasticDepth: its body must be a Module, got ${describe(body)}.`);
    }
    if (mode !== 'batch' && mode !== 'row') {
      throw new ArgumentError(`StochasticDepth: mode must be 'batch' or 'row', got ${describe(mode)}.`);
    }
    this.body = body;
    this.rate = checkRate('StochasticDepth', rate);
    this.mode = mode;
    if (body.checkValues) this.checkValues = (values) => body.checkValues!(values);
    this.namedModules(); // so that messages know the paths from the start
  }

  forward(input: tf.Tensor, context: Context = {}): tf.Tensor {
    const change = this.body.forward(input, context);
    if (!tf.util.arraysEqual(input.shape, change.shape)) {
      throw new ShapeError(
        `${this.title}: its body gives [${change.shape.join(', ')}], which cannot be added to [${input.shape.join(', ')}] of its input; give a body that keeps the shape.`,
      );
    }
    if (this.rate === 0) return tf.add(input, change);
    if (!context.training) return tf.add(input, tf.mul(change, 1 - this.rate));
    const generator = requireRandom(this, context.random);
    const shape = input.shape.map((length, axis) => (axis === 0 && this.mode === 'row' ? length : 1));
    return tf.tidy(() => tf.add(input, tf.mul(change, drawBernoulli(generator, shape, 1 - this.rate))));
  }
}
