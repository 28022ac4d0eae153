import { ArgumentError, checkOptions, describe, tf } from '@thaw/backend';
import { type AnyModule, type Context, Module } from '@thaw/core';

import { type CellState, mapState, tensorsOf } from './cell-state.ts';
import { Cell } from './cell.ts';
import { recur, type Recurrence, type RecurOptions } from './recur.ts';

/** Options of `Recurrent` and of the layers made of it. */
export interface RecurrentOptions {
  /** Whether all outputs are wanted, [batch, time, units], or only the last, [batch, units]. @defaultValue false */
  readonly returnSequences?: boolean;
  /** Whether to go from the last step to the first; Keras calls it go_backwards. @defaultValue false */
  readonly reverse?: boolean;
  /**
   * Whether a pass begins where the pass before ended: truncated backpropagation through time. No gradient goes back
   * beyond the beginning of a pass; `resetState` forgets. @defaultValue false
   */
  readonly stateful?: boolean;
}

/** The names of all options of `Recurrent`. */
export const recurrentOptions = ['returnSequences', 'reverse', 'stateful'] as const;

/**
 * Any cell as a layer: unrolled over the time axis of its input.
 *
 * With `stateful` it keeps its last state for the next pass, on the device, in no file and out of reach of gradients.
 * `textStreams` forgets it when an epoch begins; elsewhere `resetState` does.
 *
 * Shapes: input [batch, time, inputs] → [batch, units], or [batch, time, units] with `returnSequences`.
 * Weights: those of the cell, under `cell`.
 *
 * @throws {ArgumentError} when the cell is none, it is both stateful and reverse, or a carried state meets a batch of another size.
 * @throws {ShapeError} when input, mask or state does not fit the cell.
 * @see Williams and Peng 1990 for truncation, https://doi.org/10.1162/neco.1990.2.4.490
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { ElmanCell, Recurrent } from '@thaw/rnn';
 *
 * await useDevice();
 * const layer = new Recurrent(new ElmanCell(3, 5), { returnSequences: true });
 * console.log(layer.forward(tf.ones([2, 7, 3])).shape); // [ 2, 7, 5 ]
 * ```
 */
export class Recurrent<State extends CellState = CellState> extends Module {
  readonly cell: Cell<State>;
  readonly returnSequences: boolean;
  readonly reverse: boolean;
  readonly stateful: boolean;
  #carried: State | undefined;

  constructor(cell: Cell<State>, options: RecurrentOptions = {}) {
    super();
    if (!(cell instanceof Cell)) {
      throw new ArgumentError(
        `Recurrent: its first argument is a cell, such as new LSTMCell(3, 5), got ${describe(cell)}.`,
      );
    }
    checkOptions(new.target.name, options, recurrentOptions);
    if (options.stateful && options.reverse) {
      throw new ArgumentError(
        `${new.target.name}: a pass backwards ends at its first step, which the next pass does not follow; use stateful or reverse, not both.`,
      );
    }
    this.cell = cell;
    this.returnSequences = options.returnSequences ?? false;
    this.reverse = options.reverse ?? false;
    this.stateful = options.stateful ?? false;
  }

  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    return this.unroll(input).output;
  }

  /** `forward` with a mask or an initial state, which also gives the last state. See `recur`. */
  unroll(
    input: tf.Tensor,
    options: Pick<RecurOptions<State>, 'mask' | 'initialState'> = {},
  ): Recurrence<State> {
    checkOptions(this.title, options, ['mask', 'initialState']);
    const { returnSequences, reverse } = this;
    const begin = options.initialState ?? this.#carriedFor(input);
    const result = recur(this.cell, input, {
      ...options,
      ...(begin && { initialState: begin }),
      returnSequences,
      reverse,
    });
    if (this.stateful) this.#carry(result.state);
    return result;
  }

  /** Forgets the state that a stateful layer carries from pass to pass. */
  resetState(): void {
    if (this.#carried) tf.dispose(tensorsOf(this.#carried).map(([, tensor]) => tensor));
    this.#carried = undefined;
  }

  protected override release(): void {
    this.resetState();
  }

  #carriedFor(input: tf.Tensor): State | undefined {
    if (!this.#carried) return undefined;
    const [first] = tensorsOf(this.#carried);
    const [before, batch] = [first?.[1].shape[0], input?.shape?.[0]];
    if (before === batch || batch === undefined) return this.#carried;
    throw new ArgumentError(
      `${this.title}: it carries the state of ${before} sequences, and this batch has ${batch}; ` +
        'give batches of one size, or call resetState() between them.',
    );
  }

  /** Keeps a state past the end of the step, cut off from what it was computed from. */
  #carry(state: State): void {
    const kept = mapState(state, (tensor) => tf.keep(stopGradient(tensor)));
    this.resetState();
    this.#carried = kept;
  }
}

/** Forgets the carried state of every stateful layer in a model. */
export function resetState(model: AnyModule): void {
  for (const module of model.namedModules().values()) {
    if ((module as unknown) instanceof Recurrent) (module as unknown as Recurrent).resetState();
  }
}

/** The same numbers, to which no gradient flows back. */
function stopGradient(tensor: tf.Tensor): tf.Tensor {
  return tf.customGrad((x) => ({
    value: (x as tf.Tensor).clone(),
    gradFunc: (dy) => tf.zerosLike(dy),
  }))(tensor);
}
