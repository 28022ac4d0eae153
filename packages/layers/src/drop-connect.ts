import { checkOptions, dropout, tf } from '@thaw/backend';
import { type Context, Module } from '@thaw/core';

import { checkRate, requireRandom } from './check-rate.ts';
import { kernelOf } from './kernel-of.ts';

/** Options of `DropConnect`. */
export interface DropConnectOptions {
  /** The part of the weights that is dropped. @defaultValue 0.5 */
  readonly rate?: number;
}

/**
 * A layer whose weights drop, not its outputs: in training each number of its kernel is zero with probability `rate` and
 * the others are scaled by 1/(1 − rate); otherwise the layer is as it stands.
 *
 * One draw of the weights serves a whole batch, where the paper draws for each row; and out of training the mean of the kernel
 * stands for the paper's sampling of what it makes of them.
 *
 * Shapes: those of its layer.
 * Weights: those of its layer.
 *
 * @throws {ArgumentError} when the layer has no kernel, rate is not in [0, 1), or a training pass has no generator.
 * @see Wan et al. 2013, https://proceedings.mlr.press/v28/wan13.html
 * @example
 * ```ts
 * import { Random, tf, useDevice } from '@thaw/core';
 * import { Dense, DropConnect } from '@thaw/layers';
 *
 * await useDevice();
 * const layer = new DropConnect(new Dense(8, 4), { rate: 0.5 });
 * layer.forward(tf.ones([2, 8]), { training: true, random: new Random(7) }).print();
 * ```
 */
export class DropConnect extends Module {
  readonly layer: Module;
  readonly rate: number;

  constructor(layer: Module, options: DropConnectOptions = {}) {
    super();
    kernelOf('DropConnect', layer);
    checkOptions('DropConnect', options, ['rate']);
    this.layer = layer;
    this.rate = checkRate('DropConnect', options.rate ?? 0.5);
    this.namedModules(); // so that messages know the paths from the start
  }

  forward(input: tf.Tensor, context: Context = {}): tf.Tensor {
    if (!context.training || this.rate === 0) return this.layer.forward(input, context);
    const random = requireRandom(this, context.random);
    const kernel = kernelOf(this.title, this.layer);
    return tf.tidy(() =>
      kernel.replacedBy(dropout(kernel.value, this.rate, random), () => this.layer.forward(input, context)),
    );
  }
}
