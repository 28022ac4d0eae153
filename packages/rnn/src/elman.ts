import type { tf } from '@thaw/backend';

import { ElmanCell, elmanCellOptions, type ElmanCellOptions } from './elman-cell.ts';
import { Recurrent, type RecurrentOptions } from './recurrent.ts';
import { splitOptions } from './split-options.ts';

/** Options of `Elman`. */
export interface ElmanOptions extends ElmanCellOptions, RecurrentOptions {}

/**
 * A layer of `ElmanCell`: the simple recurrent network. Keras calls it SimpleRNN.
 *
 * Shapes: input [batch, time, inputs] → [batch, units], or [batch, time, units] with `returnSequences`.
 * Weights: cell.kernel [inputs, units], cell.recurrentKernel [units, units], cell.bias [units].
 *
 * @throws {ArgumentError} when inputs or units is not a whole number from 1 on, or activation is no function.
 * @throws {ShapeError} when the input does not fit.
 * @see Elman 1990, "Finding structure in time", https://doi.org/10.1207/s15516709cog1402_1
 * @example
 * ```ts
 * import { Sequential } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 * import { Elman } from '@thaw/rnn';
 *
 * const model = new Sequential([new Elman(1, 2, { returnSequences: true }), new Dense(2, 1)]);
 * console.log([...model.parameters().keys()][1]); // layers.0.cell.recurrentKernel
 * ```
 */
export class Elman extends Recurrent<tf.Tensor> {
  declare readonly cell: ElmanCell;

  constructor(inputs: number, units: number, options: ElmanOptions = {}) {
    const [ofCell, ofLayer] = splitOptions('Elman', options, elmanCellOptions);
    super(new ElmanCell(inputs, units, ofCell), ofLayer);
  }
}
