import { ArgumentError, checkOptions, describe, everyRun, isTracing, tf } from '@thaw/backend';
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
  /** Variables by the size of the batch: where compiled steps carry their state. */
  readonly #compiled = new Map<number, State>();

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
    const carried = this.stateful ? this.#carriedFor(input) : undefined;
    const begin = options.initialState ?? carried;
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
    const isCompiled = [...this.#compiled.values()].includes(this.#carried!);
    if (this.#carried && !isCompiled) disposeState(this.#carried); // programs hold their variables
    this.#carried = undefined;
  }

  protected override release(): void {
    this.resetState();
    for (const state of this.#compiled.values()) disposeState(state);
    this.#compiled.clear();
  }

  #carriedFor(input: tf.Tensor): State | undefined {
    const batch = input?.shape?.[0];
    if (isTracing() && batch !== undefined) return this.#variablesFor(batch);
    if (batch !== undefined) this.#checkBatch(batch);
    return this.#carried;
  }

  /** Variables for a compiled step to begin with: before each run they hold the state, wherever it was carried until then. */
  #variablesFor(batch: number): State {
    const variables =
      this.#compiled.get(batch) ??
      mapState(this.cell.zeroState(batch), (tensor) => tf.variable(tensor, false));
    this.#compiled.set(batch, variables);
    everyRun(() => {
      if (this.#carried === variables) return;
      this.#checkBatch(batch);
      tf.tidy(() => assign(variables, this.#carried ?? this.cell.zeroState(batch)));
      this.resetState();
      this.#carried = variables;
    });
    return variables;
  }

  #checkBatch(batch: number): void {
    if (!this.#carried) return;
    const [first] = tensorsOf(this.#carried);
    const before = first?.[1].shape[0];
    if (before === batch) return;
    throw new ArgumentError(
      `${this.title}: it carries the state of ${before} sequences, and this batch has ${batch}; ` +
        'give batches of one size, or call resetState() between them.',
    );
  }

  /** Keeps a state past the end of the step, cut off from what it was computed from. */
  #carry(state: State): void {
    if (isTracing()) return assign(this.#compiled.get(tensorsOf(state)[0]![1].shape[0]!)!, state);
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

/** Lets variables hold the numbers of another state. */
function assign(variables: CellState, state: CellState): void {
  const others = tensorsOf(state);
  for (const [i, [, variable]] of tensorsOf(variables).entries()) {
    (variable as tf.Variable).assign(tf.clone(others[i]![1]));
  }
}

function disposeState(state: CellState): void {
  tf.dispose(tensorsOf(state).map(([, tensor]) => tensor));
}

/** The same numbers, to which no gradient flows back. */
function stopGradient(tensor: tf.Tensor): tf.Tensor {
  return tf.customGrad((x) => ({
    value: (x as tf.Tensor).clone(),
    gradFunc: (dy) => tf.zerosLike(dy),
  }))(tensor);
}
