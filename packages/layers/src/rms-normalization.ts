import { checkOptions, checkSize, rmsNorm, type tf } from '@thaw/backend';
import { checkInput, type Context, type Initializer, Module, ones, Parameter } from '@thaw/core';

import { axesBefore, checkEpsilon } from './check-normalization.ts';

/** Options of `RMSNormalization`. */
export interface RMSNormalizationOptions {
  /** Added to the mean square, so that a row of zeros is divided by no zero. @defaultValue 1e-6 */
  readonly epsilon?: number;
  /** Whether there is a gamma. @defaultValue true */
  readonly scale?: boolean;
  /** @defaultValue ones */
  readonly gammaInitializer?: Initializer;
}

/**
 * Gives every row mean square 1, without moving its mean, then a scale that is learnt: y = γ ⊙ x / √(mean(x²) + ε) over the
 * last axis.
 *
 * Shapes: input [batch, …, units] → the same.
 * Weights: gamma [units].
 *
 * @throws {ArgumentError} when units is not a whole number from 1 on, or epsilon is not above 0.
 * @throws {ShapeError} when the last axis of the input is not `units` long.
 * @see Zhang and Sennrich 2019, https://arxiv.org/abs/1910.07467
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { RMSNormalization } from '@thaw/layers';
 *
 * await useDevice();
 * new RMSNormalization(2).forward(tf.tensor2d([[3, 3]])).print(); // 1 and 1
 * ```
 */
export class RMSNormalization extends Module {
  readonly units: number;
  readonly epsilon: number;
  readonly gamma: Parameter | undefined;

  constructor(units: number, options: RMSNormalizationOptions = {}) {
    super();
    checkOptions('RMSNormalization', options, ['epsilon', 'scale', 'gammaInitializer']);
    const { epsilon = 1e-6, scale = true, gammaInitializer = ones } = options;
    this.units = checkSize('RMSNormalization', 'units', units);
    this.epsilon = checkEpsilon('RMSNormalization', epsilon);
    this.gamma = scale ? new Parameter([units], gammaInitializer([units])) : undefined;
  }

  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    checkInput(this, input, [...axesBefore(input), this.units], 'its first argument says how long a row is');
    return rmsNorm(input, { gamma: this.gamma?.value }, this.epsilon);
  }
}
