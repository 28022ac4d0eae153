import { checkOptions, checkSize, tf } from '@thaw/backend';
import { checkInput, type Context, type Initializer, Module, Parameter, step, zeros } from '@thaw/core';

/** Options of `ThresholdUnit`. */
export interface ThresholdUnitOptions {
  /** @defaultValue zeros: the perceptron rule needs no random start */
  readonly kernelInitializer?: Initializer;
  /** @defaultValue zeros */
  readonly biasInitializer?: Initializer;
}

/**
 * The neuron of 1943: it fires when its weighted inputs reach a threshold. y = 1 where x·W + b ≥ 0, else 0; the
 * threshold is −b.
 *
 * Its gradient is zero everywhere: it learns by rules such as `perceptronRule`, or is set by hand.
 *
 * Shapes: input [batch, inputs] → [batch, units].
 * Weights: kernel [inputs, units], bias [units].
 *
 * @throws {ArgumentError} when inputs or units is not a whole number from 1 on.
 * @throws {ShapeError} when the input is not [batch, inputs].
 * @see McCulloch and Pitts 1943, https://doi.org/10.1007/BF02478259
 * @example
 * ```ts
 * import { constant, tf, useDevice } from '@thaw/core';
 * import { ThresholdUnit } from '@thaw/layers';
 *
 * await useDevice();
 * const and = new ThresholdUnit(2, 1, { kernelInitializer: constant(1), biasInitializer: constant(-2) });
 * and.forward(tf.tensor2d([[0, 1], [1, 1]])).print(); // [[0], [1]]
 * ```
 */
export class ThresholdUnit extends Module {
  readonly inputs: number;
  readonly units: number;
  readonly kernel: Parameter;
  readonly bias: Parameter;

  constructor(inputs: number, units = 1, options: ThresholdUnitOptions = {}) {
    super();
    checkOptions('ThresholdUnit', options, ['kernelInitializer', 'biasInitializer']);
    const { kernelInitializer = zeros, biasInitializer = zeros } = options;
    this.inputs = checkSize('ThresholdUnit', 'inputs', inputs);
    this.units = checkSize('ThresholdUnit', 'units', units);
    this.kernel = new Parameter([inputs, units], kernelInitializer([inputs, units]));
    this.bias = new Parameter([units], biasInitializer([units]));
  }

  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    checkInput(this, input, ['batch', this.inputs], 'its first argument says how many inputs it takes');
    const sums = tf
      .matMul(input as tf.Tensor2D, this.kernel.value as tf.Tensor as tf.Tensor2D)
      .add(this.bias.value);
    return step(sums);
  }
}
