import { checkOptions, checkSize, dense, type tf } from '@thaw/backend';
import {
  type Activation,
  checkInput,
  type Context,
  glorotUniform,
  type Initializer,
  linear,
  Module,
  Parameter,
  requireActivation,
  zeros,
} from '@thaw/core';

/** Options of `Dense`. */
export interface DenseOptions {
  /** Applied to the sums. @defaultValue linear */
  readonly activation?: Activation;
  /** @defaultValue true */
  readonly useBias?: boolean;
  /** @defaultValue glorotUniform */
  readonly kernelInitializer?: Initializer;
  /** @defaultValue zeros */
  readonly biasInitializer?: Initializer;
}

/**
 * Every output sees every input: y = activation(x·W + b).
 *
 * Shapes: input [batch, …, inputs] → [batch, …, units].
 * Weights: kernel [inputs, units], bias [units].
 *
 * @throws {ArgumentError} when inputs or units is not a whole number from 1 on, or activation is no function.
 * @throws {ShapeError} when the last axis of the input is not `inputs` long.
 * @see Rumelhart, Hinton and Williams 1986, https://doi.org/10.1038/323533a0
 * @example
 * ```ts
 * import { relu, tf, useDevice } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 *
 * await useDevice();
 * const layer = new Dense(8, 4, { activation: relu });
 * console.log(layer.forward(tf.ones([2, 8])).shape); // [ 2, 4 ]
 * ```
 */
export class Dense extends Module {
  readonly inputs: number;
  readonly units: number;
  readonly activation: Activation;
  readonly kernel: Parameter;
  readonly bias: Parameter | undefined;

  constructor(inputs: number, units: number, options: DenseOptions = {}) {
    super();
    checkOptions('Dense', options, ['activation', 'useBias', 'kernelInitializer', 'biasInitializer']);
    const { useBias = true, kernelInitializer = glorotUniform, biasInitializer = zeros } = options;
    this.inputs = checkSize('Dense', 'inputs', inputs);
    this.units = checkSize('Dense', 'units', units);
    this.activation = requireActivation(options.activation ?? linear, 'Dense');
    this.kernel = new Parameter([inputs, units], kernelInitializer([inputs, units]));
    this.bias = useBias ? new Parameter([units], biasInitializer([units])) : undefined;
  }

  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    const leading = input?.shape?.slice(0, -1) ?? [];
    const axes = leading.length < 2 ? ['batch'] : leading.map((_, i) => (i === 0 ? 'batch' : '…'));
    checkInput(this, input, [...axes, this.inputs], 'its first argument says how many inputs it takes');
    const rows = leading.length === 1 ? input : input.reshape([-1, this.inputs]);
    const { fused } = this.activation;
    const sums = dense(rows, this.kernel.value, this.bias?.value, fused);
    const output = fused ? sums : this.activation(sums);
    return leading.length === 1 ? output : output.reshape([...leading, this.units]);
  }
}
