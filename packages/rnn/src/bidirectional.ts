import { ArgumentError, checkOptions, describe, tf } from '@thaw/backend';
import { type Context, Module } from '@thaw/core';

import type { CellState } from './cell-state.ts';
import type { RecurOptions } from './recur.ts';
import { Recurrent } from './recurrent.ts';

/** How the outputs of both directions become one. */
export type MergeMode = 'concat' | 'sum' | 'multiply' | 'average';

/** Options of `Bidirectional`. */
export interface BidirectionalOptions {
  /** 'concat' puts them side by side, the others join them number by number. @defaultValue 'concat' */
  readonly mergeMode?: MergeMode;
}

/** What `Bidirectional.unroll` gives. */
export interface BidirectionalRecurrence<State extends CellState = CellState> {
  /** Both outputs, merged. */
  readonly output: tf.Tensor;
  /** The last state of each direction: that of `backward` is the one at step 0. */
  readonly state: { readonly forward: State; readonly backward: State };
}

const merges: Record<MergeMode, (forth: tf.Tensor, back: tf.Tensor) => tf.Tensor> = {
  concat: (forth, back) => tf.concat([forth, back], -1),
  sum: (forth, back) => tf.add(forth, back),
  multiply: (forth, back) => tf.mul(forth, back),
  average: (forth, back) => tf.div(tf.add(forth, back), 2),
};

/**
 * Two recurrent layers over one sequence, one from its beginning and one from its end, so that each step knows what
 * comes after it too.
 *
 * y = merge(forward(x), backward(x)), each output at the step of its input.
 *
 * Shapes: input [batch, time, inputs] → [batch, 2·units], or [batch, time, 2·units] with `returnSequences` in both
 * layers; other merges than 'concat' give units.
 * Weights: those of the layers, under `forwardLayer` and `backwardLayer`.
 *
 * @throws {ArgumentError} when the second layer is not `reverse`, or the layers do not fit each other.
 * @see Schuster and Paliwal 1997, https://doi.org/10.1109/78.650093
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { Bidirectional, LSTM } from '@thaw/rnn';
 *
 * await useDevice();
 * const all = { returnSequences: true };
 * const layer = new Bidirectional(new LSTM(3, 5, all), new LSTM(3, 5, { ...all, reverse: true }));
 * console.log(layer.forward(tf.ones([2, 7, 3])).shape); // [ 2, 7, 10 ]
 * ```
 */
export class Bidirectional<State extends CellState = CellState> extends Module {
  readonly forwardLayer: Recurrent<State>;
  readonly backwardLayer: Recurrent<State>;
  readonly mergeMode: MergeMode;

  constructor(
    forwardLayer: Recurrent<State>,
    backwardLayer: Recurrent<State>,
    options: BidirectionalOptions = {},
  ) {
    super();
    checkOptions('Bidirectional', options, ['mergeMode']);
    const { mergeMode = 'concat' } = options;
    if (!Object.hasOwn(merges, mergeMode)) {
      throw new ArgumentError(
        `Bidirectional: mergeMode must be ${Object.keys(merges).join(', ')}, got ${describe(mergeMode)}.`,
      );
    }
    checkLayers(forwardLayer as Recurrent<never>, backwardLayer as Recurrent<never>, mergeMode);
    this.forwardLayer = forwardLayer;
    this.backwardLayer = backwardLayer;
    this.mergeMode = mergeMode;
  }

  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    return this.unroll(input).output;
  }

  /** `forward` with a mask or initial states, which also gives the last states. See `recur`. */
  unroll(
    input: tf.Tensor,
    options: Pick<RecurOptions, 'mask'> & {
      readonly initialState?: { readonly forward: State; readonly backward: State };
    } = {},
  ): BidirectionalRecurrence<State> {
    checkOptions(this.title, options, ['mask', 'initialState']);
    const { mask, initialState } = options;
    const padding = mask && { mask };
    const start = (state?: State): object => ({ ...padding, ...(state && { initialState: state }) });
    const forth = this.forwardLayer.unroll(input, start(initialState?.forward));
    const back = this.backwardLayer.unroll(input, start(initialState?.backward));
    return {
      output: merges[this.mergeMode](forth.output, back.output),
      state: { forward: forth.state, backward: back.state },
    };
  }
}

function checkLayers(forth: Recurrent<never>, back: Recurrent<never>, mergeMode: MergeMode): void {
  for (const [name, layer] of Object.entries({ first: forth, second: back })) {
    if (layer instanceof Recurrent) continue;
    throw new ArgumentError(
      `Bidirectional: its ${name} argument is a recurrent layer, such as new LSTM(3, 5), got ${describe(layer)}.`,
    );
  }
  if (forth === back || forth.reverse || !back.reverse) {
    throw new ArgumentError(
      'Bidirectional: the first layer goes forwards and the second, another one, backwards; give the second { reverse: true }.',
    );
  }
  if (forth.returnSequences !== back.returnSequences) {
    throw new ArgumentError('Bidirectional: returnSequences must be the same in both layers.');
  }
  const [a, b] = [forth.cell.units, back.cell.units];
  if (mergeMode !== 'concat' && a !== b) {
    throw new ArgumentError(
      `Bidirectional: ${mergeMode} needs as many units in both layers, got ${a} and ${b}; use 'concat', or make them equal.`,
    );
  }
}
