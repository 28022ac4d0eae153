import { LSTMCell, lstmCellOptions, type LSTMCellOptions, type LSTMState } from './lstm-cell.ts';
import { Recurrent, type RecurrentOptions } from './recurrent.ts';
import { splitOptions } from './split-options.ts';

/** Options of `LSTM`. */
export interface LSTMOptions extends LSTMCellOptions, RecurrentOptions {}

/**
 * A layer of `LSTMCell`: long short-term memory.
 *
 * Shapes: input [batch, time, inputs] → [batch, units], or [batch, time, units] with `returnSequences`.
 * Weights: cell.kernel [inputs, 4·units], cell.recurrentKernel [units, 4·units], cell.bias [4·units].
 *
 * @throws {ArgumentError} when inputs or units is not a whole number from 1 on.
 * @throws {ShapeError} when the input does not fit.
 * @see Hochreiter and Schmidhuber 1997, https://doi.org/10.1162/neco.1997.9.8.1735
 * @example
 * ```ts
 * import { Sequential, tf, useDevice } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 * import { LSTM } from '@thaw/rnn';
 *
 * await useDevice();
 * const stack = [new LSTM(2, 32, { returnSequences: true }), new LSTM(32, 32)]; // two, one above the other
 * const model = new Sequential([...stack, new Dense(32, 1)]);
 * console.log(model.forward(tf.ones([8, 60, 2])).shape); // [ 8, 1 ]
 * ```
 */
export class LSTM extends Recurrent<LSTMState> {
  declare readonly cell: LSTMCell;

  constructor(inputs: number, units: number, options: LSTMOptions = {}) {
    const [ofCell, ofLayer] = splitOptions('LSTM', options, lstmCellOptions);
    super(new LSTMCell(inputs, units, ofCell), ofLayer);
  }
}
