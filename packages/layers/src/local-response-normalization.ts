import { ArgumentError, checkOptions, checkSize, describe, tf } from '@thaw/backend';
import { checkInput, type Context, Module } from '@thaw/core';

import { axesBefore } from './check-normalization.ts';

/** Options of `LocalResponseNormalization`. */
export interface LocalResponseNormalizationOptions {
  /** How many channels to each side are looked at: n/2 of the paper. @defaultValue 2 */
  readonly depthRadius?: number;
  /** k of the paper. @defaultValue 2 */
  readonly bias?: number;
  /** What each square counts. @defaultValue 1e-4 (PyTorch divides its alpha by the number of channels looked at) */
  readonly alpha?: number;
  /** @defaultValue 0.75 */
  readonly beta?: number;
}

/**
 * Divides each value by those of neighbouring channels at its place, so that loud ones inhibit one another:
 *
 * yᵢ = xᵢ / (bias + α·Σⱼ xⱼ²)^β, j from i − depthRadius to i + depthRadius, as far as there are channels
 *
 * The defaults are AlexNet's.
 *
 * Shapes: input [batch, …, channels] → the same.
 *
 * @throws {ArgumentError} when depthRadius is not a whole number from 0 on, bias not a number above 0, alpha or beta below 0.
 * @throws {ShapeError} when the input has less than two axes.
 * @see Krizhevsky et al. 2012, §3.3, https://papers.nips.cc/paper/4824
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { LocalResponseNormalization } from '@thaw/layers';
 *
 * await useDevice();
 * const layer = new LocalResponseNormalization({ depthRadius: 1, bias: 1, alpha: 1, beta: 1 });
 * layer.forward(tf.tensor2d([[1, 1, 1]])).print(); // 1/3, 1/4, 1/3
 * ```
 */
export class LocalResponseNormalization extends Module {
  readonly depthRadius: number;
  readonly bias: number;
  readonly alpha: number;
  readonly beta: number;

  constructor(options: LocalResponseNormalizationOptions = {}) {
    super();
    checkOptions('LocalResponseNormalization', options, ['depthRadius', 'bias', 'alpha', 'beta']);
    const { depthRadius = 2, bias = 2, alpha = 1e-4, beta = 0.75 } = options;
    this.depthRadius = checkSize('LocalResponseNormalization', 'depthRadius', depthRadius, 0);
    for (const [name, value] of Object.entries({ bias, alpha, beta })) {
      if (typeof value === 'number' && value >= 0 && value < Infinity && (name !== 'bias' || value > 0))
        continue;
      throw new ArgumentError(
        `LocalResponseNormalization: ${name} must be a number ${name === 'bias' ? 'above' : 'from'} 0${name === 'bias' ? '' : ' on'}, got ${describe(value)}.`,
      );
    }
    this.bias = bias;
    this.alpha = alpha;
    this.beta = beta;
  }

  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    checkInput(
      this,
      input,
      [...axesBefore(input), 'channels'],
      'it looks along the channels, which come last',
    );
    const { depthRadius, bias, alpha, beta } = this;
    return tf.tidy(() => {
      const places = tf.reshape(input, [input.shape[0]!, -1, 1, input.shape.at(-1)!]) as tf.Tensor4D;
      return tf.reshape(tf.localResponseNormalization(places, depthRadius, bias, alpha, beta), input.shape);
    });
  }
}
