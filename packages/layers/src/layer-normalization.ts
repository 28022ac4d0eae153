import { checkOptions, checkSize, layerNorm, type tf } from '@thaw/backend';
import { checkInput, type Context, type Initializer, Module, ones, Parameter, zeros } from '@thaw/core';

import { axesBefore, checkEpsilon } from './check-normalization.ts';

/** Options of `LayerNormalization`. */
export interface LayerNormalizationOptions {
  /** Added to the variance, so that a row of equal numbers is divided by no zero. @defaultValue 1e-3 */
  readonly epsilon?: number;
  /** Whether there is a beta. @defaultValue true */
  readonly center?: boolean;
  /** Whether there is a gamma. @defaultValue true */
  readonly scale?: boolean;
  /** @defaultValue zeros */
  readonly betaInitializer?: Initializer;
  /** @defaultValue ones */
  readonly gammaInitializer?: Initializer;
}

/**
 * Gives every row mean 0 and variance 1, then a scale and an offset that are learnt: y = γ ⊙ x̂ + β.
 *
 * μ = mean(x),  σ² = mean((x − μ)²),  x̂ = (x − μ) / √(σ² + ε), all over the last axis, so that rows know nothing of
 * one another. Keras's ε is 1e-3; PyTorch and GPT-2 have 1e-5.
 *
 * Shapes: input [batch, …, units] → the same.
 * Weights: gamma [units], beta [units].
 *
 * @throws {ArgumentError} when units is not a whole number from 1 on, or epsilon is not a number above 0.
 * @throws {ShapeError} when the last axis of the input is not `units` long.
 * @see Ba, Kiros and Hinton 2016, https://arxiv.org/abs/1607.06450
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { LayerNormalization } from '@thaw/layers';
 *
 * await useDevice();
 * const layer = new LayerNormalization(2, { epsilon: 1e-5 });
 * layer.forward(tf.tensor2d([[3, 5]])).print(); // -1 and 1
 * ```
 */
export class LayerNormalization extends Module {
  readonly units: number;
  readonly epsilon: number;
  readonly gamma: Parameter | undefined;
  readonly beta: Parameter | undefined;

  constructor(units: number, options: LayerNormalizationOptions = {}) {
    super();
    checkOptions('LayerNormalization', options, names);
    const { epsilon = 1e-3, center = true, scale = true } = options;
    const { betaInitializer = zeros, gammaInitializer = ones } = options;
    this.units = checkSize('LayerNormalization', 'units', units);
    this.epsilon = checkEpsilon('LayerNormalization', epsilon);
    this.gamma = scale ? new Parameter([units], gammaInitializer([units])) : undefined;
    this.beta = center ? new Parameter([units], betaInitializer([units])) : undefined;
  }

  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    checkInput(this, input, [...axesBefore(input), this.units], 'its first argument says how long a row is');
    return layerNorm(input, { gamma: this.gamma?.value, beta: this.beta?.value }, this.epsilon);
  }
}

const names = ['epsilon', 'center', 'scale', 'betaInitializer', 'gammaInitializer'];
