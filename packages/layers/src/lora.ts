import { ArgumentError, checkOptions, checkSize, describe, tf } from '@thaw/backend';
import { type Context, heUniform, type Initializer, Module, Parameter } from '@thaw/core';

import { kernelOf } from './kernel-of.ts';

/** Options of `LoRA`. */
export interface LoRAOptions {
  /** How many directions the change has. @defaultValue 8 */
  readonly rank?: number;
  /** What the change is multiplied by is alpha/rank, so that rates need no change with the rank. @defaultValue rank */
  readonly alpha?: number;
  /** @defaultValue heUniform (the paper says Gaussian, its code uniform) */
  readonly downInitializer?: Initializer;
}

/**
 * A layer that stays as it is, and a change of its kernel of low rank that is learnt instead: W + (alpha/rank)·A·B.
 *
 * B begins as zeros, so that at first nothing changes. The layer's own parameters are frozen; A and B have rank·(inputs +
 * units) numbers in place of inputs·units, and so have their gradients and what an optimizer keeps of them. The sum is made
 * in each pass, which for its length takes a second kernel's memory; `merge` makes it once and for all.
 *
 * Shapes: those of its layer.
 * Weights: those of its layer; down, which is A, [inputs, rank], and up, which is B, [rank, units]; the inputs of a filter are
 * the numbers of its window.
 *
 * @throws {ArgumentError} when the layer has no kernel, rank is not a whole number from 1 on, or alpha not above 0.
 * @see Hu et al. 2021, §4.1, https://arxiv.org/abs/2106.09685
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { Dense, LoRA } from '@thaw/layers';
 *
 * await useDevice();
 * const layer = new LoRA(new Dense(64, 32), { rank: 4, alpha: 8 });
 * console.log([...layer.parameters()].filter(([, { trainable }]) => trainable).map(([path]) => path)); // [ 'down', 'up' ]
 * const dense = layer.merge(); // a Dense again
 * console.log(dense.forward(tf.ones([1, 64])).shape); // [ 1, 32 ]
 * ```
 */
export class LoRA<Layer extends Module = Module> extends Module {
  readonly layer: Layer;
  readonly rank: number;
  readonly alpha: number;
  readonly down: Parameter;
  readonly up: Parameter;

  constructor(layer: Layer, options: LoRAOptions = {}) {
    super();
    const { shape } = kernelOf('LoRA', layer);
    checkOptions('LoRA', options, ['rank', 'alpha', 'downInitializer']);
    const rank = checkSize('LoRA', 'rank', options.rank ?? 8);
    const { alpha = rank, downInitializer = heUniform } = options;
    if (!(typeof alpha === 'number' && alpha > 0 && alpha < Infinity)) {
      throw new ArgumentError(`LoRA: alpha must be a number above 0, got ${describe(alpha)}.`);
    }
    const units = shape.at(-1)!;
    const inputs = shape.slice(0, -1).reduce((product, length) => product * length, 1);
    this.layer = layer;
    this.rank = rank;
    this.alpha = alpha;
    this.down = new Parameter([inputs, rank], downInitializer([inputs, rank]));
    this.up = new Parameter([rank, units], new Float32Array(rank * units));
    layer.freeze();
    this.namedModules(); // so that messages know the paths from the start
  }

  forward(input: tf.Tensor, context: Context = {}): tf.Tensor {
    const kernel = kernelOf(this.title, this.layer);
    return tf.tidy(() => kernel.replacedBy(this.#changed(kernel), () => this.layer.forward(input, context)));
  }

  /**
   * Adds the change to the layer's kernel, and lets the layer learn again. Here B becomes zeros, so that this module gives what
   * it gave.
   *
   * @returns the layer.
   * @throws {DeviceError} before a device was chosen.
   */
  merge(): Layer {
    const kernel = kernelOf(this.title, this.layer);
    tf.tidy(() => kernel.assign(this.#changed(kernel)));
    this.up.assign(new Float32Array(this.up.size));
    this.layer.unfreeze();
    return this.layer;
  }

  #changed(kernel: Parameter): tf.Tensor {
    const change = tf.matMul(this.down.value as tf.Tensor2D, this.up.value as tf.Tensor2D); // [inputs, units]
    const scaled = tf.mul(change, this.alpha / this.rank);
    return tf.add(kernel.value, tf.reshape(scaled, [...kernel.shape]));
  }
}
