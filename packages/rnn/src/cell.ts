import type { tf } from '@thaw/backend';
import { Module } from '@thaw/core';

import type { CellState } from './cell-state.ts';

/** What one step of a cell takes. */
export interface StepInput<State extends CellState> {
  /** Shape [batch, inputs]. */
  readonly input: tf.Tensor;
  /** What the step before left. */
  readonly state: State;
}

/** What one step of a cell gives. */
export interface StepOutput<State extends CellState> {
  /** Shape [batch, units]. */
  readonly output: tf.Tensor;
  /** What the next step takes. */
  readonly state: State;
}

/**
 * What a recurrent network does at one time step. `recur` unrolls any cell over a sequence; a cell of your own says how
 * wide it is, where it begins and what it does in a step.
 *
 * Shapes: input [batch, inputs], output [batch, units]; each tensor of a state is [batch, …].
 *
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { Cell, recur, type StepOutput } from '@thaw/rnn';
 *
 * class RunningSum extends Cell<tf.Tensor> {
 *   readonly inputs = 1;
 *   readonly units = 1;
 *
 *   zeroState(batch: number): tf.Tensor {
 *     return tf.zeros([batch, 1]);
 *   }
 *
 *   step(input: tf.Tensor, state: tf.Tensor): StepOutput<tf.Tensor> {
 *     const sum = state.add(input);
 *     return { output: sum, state: sum };
 *   }
 * }
 *
 * await useDevice();
 * const { output } = recur(new RunningSum(), tf.tensor([[[1], [2], [4]]]), { returnSequences: true });
 * console.log(await output.data()); // 1, 3, 7
 * ```
 */
export abstract class Cell<State extends CellState = CellState> extends Module<
  StepInput<State>,
  StepOutput<State>
> {
  /** The width of what goes in. */
  abstract readonly inputs: number;
  /** The width of what comes out. */
  abstract readonly units: number;

  /** The state before the first step of `batch` sequences: zeros, for most cells. */
  abstract zeroState(batch: number): State;

  /** One step in time. */
  abstract step(input: tf.Tensor, state: State): StepOutput<State>;

  /** The same as `step`. */
  forward({ input, state }: StepInput<State>): StepOutput<State> {
    return this.step(input, state);
  }
}

/**
 * A cell whose step begins with something that needs no state, such as x·W + b. `recur` then does that for the whole
 * sequence at once, which is one large product instead of many small ones.
 */
export abstract class ProjectedCell<State extends CellState = CellState> extends Cell<State> {
  /** What needs no state. Shapes: input [rows, inputs] → [rows, …]. */
  abstract project(input: tf.Tensor): tf.Tensor;

  /** The rest of a step, from projected input. */
  abstract advance(projected: tf.Tensor, state: State): StepOutput<State>;

  /**
   * All steps of a sequence at once, where the cell knows how; else they are taken one by one.
   *
   * Shapes: projected [time, batch, …] → output [time, batch, units], and the state after the last step.
   */
  advanceAll?(projected: tf.Tensor, state: State): StepOutput<State>;

  step(input: tf.Tensor, state: State): StepOutput<State> {
    return this.advance(this.project(input), state);
  }
}
