import { checkOptions, checkSize, tf } from '@thaw/backend';
import {
  type Activation,
  constant,
  type Context,
  glorotUniform,
  type Initializer,
  Module,
  relu,
  sigmoid,
} from '@thaw/core';

import { Dense } from '../dense.ts';

/** Options of `Highway`. */
export interface HighwayOptions {
  /** Of what is made of the input. @defaultValue relu */
  readonly activation?: Activation;
  /** @defaultValue glorotUniform */
  readonly kernelInitializer?: Initializer;
  /** Of the gate: below 0, it begins nearly closed, and the input is carried through. @defaultValue constant(-2), within the paper's −1 to −10 */
  readonly gateBiasInitializer?: Initializer;
}

/**
 * A layer with a gate that says, for each unit, how much of the input is made into something else and how much is carried on:
 *
 * y = T ⊙ activation(x·W + b) + (1 − T) ⊙ x,   T = σ(x·W_T + b_T)
 *
 * Shapes: input [batch, …, units] → the same.
 * Weights: transform and gate, each a `Dense` from units to units.
 *
 * @throws {ArgumentError} when units is not a whole number from 1 on, or activation is no function.
 * @throws {ShapeError} when the last axis of the input is not `units` long.
 * @see Srivastava, Greff and Schmidhuber 2015, equation 3, https://arxiv.org/abs/1505.00387
 * @example
 * ```ts
 * import { Sequential, tf, useDevice } from '@thaw/core';
 * import { Highway } from '@thaw/layers';
 *
 * await useDevice();
 * const model = new Sequential(Array.from({ length: 20 }, () => new Highway(8)));
 * console.log(model.forward(tf.ones([2, 8])).shape); // [ 2, 8 ]
 * ```
 */
export class Highway extends Module {
  readonly units: number;
  readonly transform: Dense;
  readonly gate: Dense;

  constructor(units: number, options: HighwayOptions = {}) {
    super();
    checkOptions('Highway', options, ['activation', 'kernelInitializer', 'gateBiasInitializer']);
    const { activation = relu, kernelInitializer = glorotUniform } = options;
    const { gateBiasInitializer = constant(-2) } = options;
    this.units = checkSize('Highway', 'units', units);
    this.transform = new Dense(units, units, { activation, kernelInitializer });
    this.gate = new Dense(units, units, {
      activation: sigmoid,
      kernelInitializer,
      biasInitializer: gateBiasInitializer,
    });
    this.namedModules(); // so that messages know the paths from the start
  }

  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    const made = this.transform.forward(input);
    return tf.add(input, tf.mul(this.gate.forward(input), tf.sub(made, input)));
  }
}
