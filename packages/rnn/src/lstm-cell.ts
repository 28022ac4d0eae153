import { checkOptions, checkSize, lstmSequence, tf } from '@thaw/backend';
import { glorotUniform, type Initializer, orthogonal, Parameter, zeros } from '@thaw/core';

import { ProjectedCell, type StepOutput } from './cell.ts';
import { checkStep } from './check-step.ts';

/** Options of `LSTMCell`. */
export interface LSTMCellOptions {
  /** @defaultValue true */
  readonly useBias?: boolean;
  /** Whether 1 is added to the first bias of the forget gate, so that a new cell remembers. @defaultValue true */
  readonly unitForgetBias?: boolean;
  /** @defaultValue glorotUniform */
  readonly kernelInitializer?: Initializer;
  /** @defaultValue orthogonal */
  readonly recurrentInitializer?: Initializer;
  /** @defaultValue zeros */
  readonly biasInitializer?: Initializer;
}

/** What an LSTM hands from step to step. */
export type LSTMState = {
  /** h, the output of the step before, [batch, units]. */
  readonly hidden: tf.Tensor;
  /** c, what the cell remembers, [batch, units]. */
  readonly cell: tf.Tensor;
};

/** The names of all options of `LSTMCell`. */
export const lstmCellOptions = [
  'useBias',
  'unitForgetBias',
  'kernelInitializer',
  'recurrentInitializer',
  'biasInitializer',
] as const;

/**
 * Long short-term memory, one time step: a cell that keeps what it holds until its gates say otherwise.
 *
 * i, f, o = σ(x·W + h·U + b)     input, forget and output gate
 * g = tanh(x·W + h·U + b)        candidate
 * c' = f ⊙ c + i ⊙ g
 * h' = o ⊙ tanh(c')
 *
 * Shapes: x [batch, inputs], h and c [batch, units] → h' [batch, units]; the state is { hidden: h, cell: c }.
 * Weights: kernel W [inputs, 4·units], recurrentKernel U [units, 4·units], bias b [4·units], gates in the order
 * i, f, g, o. (PyTorch's LSTM has two biases; their sum is this one.)
 *
 * @throws {ArgumentError} when inputs or units is not a whole number from 1 on.
 * @throws {ShapeError} when input or state does not fit.
 * @see Hochreiter and Schmidhuber 1997, https://doi.org/10.1162/neco.1997.9.8.1735
 * @see Gers, Schmidhuber and Cummins 2000 for the forget gate, https://doi.org/10.1162/089976600300015015
 * @see Jozefowicz, Zaremba and Sutskever 2015 for its bias of 1, https://proceedings.mlr.press/v37/jozefowicz15.html
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { LSTMCell } from '@thaw/rnn';
 *
 * await useDevice();
 * const cell = new LSTMCell(3, 5);
 * const { output, state } = cell.step(tf.ones([2, 3]), cell.zeroState(2));
 * console.log(output.shape, state.cell.shape); // [ 2, 5 ] [ 2, 5 ]
 * ```
 */
export class LSTMCell extends ProjectedCell<LSTMState> {
  readonly inputs: number;
  readonly units: number;
  readonly kernel: Parameter;
  readonly recurrentKernel: Parameter;
  readonly bias: Parameter | undefined;

  constructor(inputs: number, units: number, options: LSTMCellOptions = {}) {
    super();
    checkOptions('LSTMCell', options, lstmCellOptions);
    const { kernelInitializer = glorotUniform, recurrentInitializer = orthogonal } = options;
    const { useBias = true, unitForgetBias = true, biasInitializer = zeros } = options;
    this.inputs = checkSize('LSTMCell', 'inputs', inputs);
    this.units = checkSize('LSTMCell', 'units', units);
    this.kernel = new Parameter([inputs, 4 * units], kernelInitializer([inputs, 4 * units]));
    this.recurrentKernel = new Parameter([units, 4 * units], recurrentInitializer([units, 4 * units]));
    if (!useBias) return;
    const bias = biasInitializer([4 * units]);
    if (unitForgetBias) for (let i = units; i < 2 * units; i++) bias[i]! += 1;
    this.bias = new Parameter([4 * units], bias);
  }

  zeroState(batch: number): LSTMState {
    return { hidden: tf.zeros([batch, this.units]), cell: tf.zeros([batch, this.units]) };
  }

  project(input: tf.Tensor): tf.Tensor {
    const products = tf.matMul(input, this.kernel.value as tf.Tensor);
    return this.bias ? tf.add(products, this.bias.value) : products;
  }

  advance(projected: tf.Tensor, state: LSTMState): StepOutput<LSTMState> {
    const next = this.advanceAll(tf.expandDims(projected, 0), state).state;
    return { output: next.hidden, state: next };
  }

  override advanceAll(projected: tf.Tensor, state: LSTMState): StepOutput<LSTMState> {
    const kernel = this.recurrentKernel.value as tf.Tensor;
    const { hidden, cells } = lstmSequence(projected, kernel, state);
    const [time, batch, units] = hidden.shape as [number, number, number];
    const last = (of: tf.Tensor): tf.Tensor =>
      tf.reshape(tf.slice(of, [time - 1, 0, 0], [1, batch, units]), [batch, units]);
    return { output: hidden, state: { hidden: last(hidden), cell: last(cells) } };
  }

  override step(input: tf.Tensor, state: LSTMState): StepOutput<LSTMState> {
    checkStep(this, input, state);
    return super.step(input, state);
  }
}
