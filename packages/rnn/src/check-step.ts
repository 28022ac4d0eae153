import { tf } from '@thaw/backend';
import { checkInput } from '@thaw/core';

import { type CellState, checkState } from './cell-state.ts';
import type { Cell } from './cell.ts';

/**
 * Checks what a cell's own `step` is given, when it is called without `recur`.
 *
 * @throws {ShapeError} when input or state does not fit the cell.
 */
export function checkStep<State extends CellState>(cell: Cell<State>, input: tf.Tensor, state: State): void {
  checkInput(cell, input, ['batch', cell.inputs], 'its first argument says how many inputs it takes');
  const batch = input.shape[0]!;
  tf.tidy(() => {
    checkState(cell.title, state, cell.zeroState(batch), `its input has a batch of ${batch}`);
  });
}
