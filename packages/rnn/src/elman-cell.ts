import { checkOptions, checkSize, tf } from '@thaw/backend';
import {
  type Activation,
  glorotUniform,
  type Initializer,
  orthogonal,
  Parameter,
  requireActivation,
  tanh,
  zeros,
} from '@thaw/core';

import { ProjectedCell, type StepOutput } from './cell.ts';
import { checkStep } from './check-step.ts';

/** Options of `ElmanCell`. */
export interface ElmanCellOptions {
  /** Applied to the sums. @defaultValue tanh */
  readonly activation?: Activation;
  /** @defaultValue true */
  readonly useBias?: boolean;
  /** @defaultValue glorotUniform */
  readonly kernelInitializer?: Initializer;
  /** @defaultValue orthogonal */
  readonly recurrentInitializer?: Initializer;
  /** @defaultValue zeros */
  readonly biasInitializer?: Initializer;
}

/** The names of all options of `ElmanCell`. */
export const elmanCellOptions = [
  'activation',
  'useBias',
  'kernelInitializer',
  'recurrentInitializer',
  'biasInitializer',
] as const;

/**
 * The simple recurrent network of Elman, one time step: the hidden units see the input and themselves a step ago. Keras
 * calls it SimpleRNNCell.
 *
 * h' = activation(x·W + h·U + b)
 *
 * Shapes: x [batch, inputs], h [batch, units] → [batch, units]; the state is h, which is the output too.
 * Weights: kernel W [inputs, units], recurrentKernel U [units, units], bias b [units]. (PyTorch's RNN has two biases;
 * their sum is this one.)
 *
 * @throws {ArgumentError} when inputs or units is not a whole number from 1 on, or activation is no function.
 * @throws {ShapeError} when input or state does not fit.
 * @see Elman 1990, "Finding structure in time", https://doi.org/10.1207/s15516709cog1402_1
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { ElmanCell } from '@thaw/rnn';
 *
 * await useDevice();
 * const cell = new ElmanCell(3, 5);
 * const { output, state } = cell.step(tf.ones([2, 3]), cell.zeroState(2));
 * console.log(output.shape, state === output); // [ 2, 5 ] true
 * ```
 */
export class ElmanCell extends ProjectedCell<tf.Tensor> {
  readonly inputs: number;
  readonly units: number;
  readonly activation: Activation;
  readonly kernel: Parameter;
  readonly recurrentKernel: Parameter;
  readonly bias: Parameter | undefined;

  constructor(inputs: number, units: number, options: ElmanCellOptions = {}) {
    super();
    checkOptions('ElmanCell', options, elmanCellOptions);
    const { kernelInitializer = glorotUniform, recurrentInitializer = orthogonal } = options;
    const { useBias = true, biasInitializer = zeros } = options;
    this.inputs = checkSize('ElmanCell', 'inputs', inputs);
    this.units = checkSize('ElmanCell', 'units', units);
    this.activation = requireActivation(options.activation ?? tanh, 'ElmanCell');
    this.kernel = new Parameter([inputs, units], kernelInitializer([inputs, units]));
    this.recurrentKernel = new Parameter([units, units], recurrentInitializer([units, units]));
    this.bias = useBias ? new Parameter([units], biasInitializer([units])) : undefined;
  }

  zeroState(batch: number): tf.Tensor {
    return tf.zeros([batch, this.units]);
  }

  project(input: tf.Tensor): tf.Tensor {
    const products = tf.matMul(input, this.kernel.value as tf.Tensor);
    return this.bias ? tf.add(products, this.bias.value) : products;
  }

  advance(projected: tf.Tensor, state: tf.Tensor): StepOutput<tf.Tensor> {
    const sums = tf.add(projected, tf.matMul(state, this.recurrentKernel.value as tf.Tensor));
    const hidden = this.activation(sums);
    return { output: hidden, state: hidden };
  }

  override step(input: tf.Tensor, state: tf.Tensor): StepOutput<tf.Tensor> {
    checkStep(this, input, state);
    return super.step(input, state);
  }
}
