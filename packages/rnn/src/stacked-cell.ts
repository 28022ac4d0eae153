import { ArgumentError, describe, type tf } from '@thaw/backend';

import type { CellState } from './cell-state.ts';
import { Cell, type StepOutput } from './cell.ts';

/**
 * Cells one above the other, as one cell: the output of each is the input of the next, and the state is the list of
 * theirs.
 *
 * Shapes: input [batch, inputs of the first] → [batch, units of the last].
 *
 * @throws {ArgumentError} when there are no cells, or the units of one are not the inputs of the next.
 * @example
 * ```ts
 * import { LSTMCell, Recurrent, StackedCell } from '@thaw/rnn';
 *
 * const layer = new Recurrent(new StackedCell([new LSTMCell(3, 8), new LSTMCell(8, 5)]));
 * console.log([...layer.parameters().keys()][0]); // cell.cells.0.kernel
 * ```
 */
export class StackedCell<State extends CellState = CellState> extends Cell<readonly State[]> {
  readonly cells: readonly Cell<State>[];
  readonly inputs: number;
  readonly units: number;

  constructor(cells: readonly Cell<State>[]) {
    super();
    if (!Array.isArray(cells) || cells.length === 0) {
      throw new ArgumentError(
        'StackedCell: expected an array of at least one cell, as in new StackedCell([a, b]).',
      );
    }
    for (const [i, cell] of cells.entries()) {
      if (!(cell instanceof Cell)) {
        throw new ArgumentError(
          `StackedCell: cell ${i} is no Cell but ${describe(cell)}; layers are stacked by Sequential.`,
        );
      }
      const below = cells[i - 1] as Cell<State> | undefined;
      if (below && below.units !== cell.inputs) {
        throw new ArgumentError(
          `StackedCell: cell ${i - 1} gives ${below.units} numbers and cell ${i} takes ${cell.inputs}; make them equal.`,
        );
      }
    }
    this.cells = [...cells];
    this.inputs = cells[0]!.inputs;
    this.units = cells.at(-1)!.units;
  }

  zeroState(batch: number): State[] {
    return this.cells.map((cell) => cell.zeroState(batch));
  }

  step(input: tf.Tensor, state: readonly State[]): StepOutput<readonly State[]> {
    let output = input;
    const next = this.cells.map((cell, i) => {
      const step = cell.step(output, state[i]!);
      output = step.output;
      return step.state;
    });
    return { output, state: next };
  }
}
