import { checkOptions, ShapeError, tf } from '@thaw/backend';

import { type CellState, checkState, joinStates } from './cell-state.ts';
import { type Cell, ProjectedCell } from './cell.ts';
import { StackedCell } from './stacked-cell.ts';

/** How `recur` goes through a sequence. */
export interface RecurOptions<State extends CellState = CellState> {
  /** Shape [batch, time]: 1 where there is a step, 0 where there is padding. @defaultValue none is padding */
  readonly mask?: tf.Tensor;
  /** Where to begin. @defaultValue the cell's zero state */
  readonly initialState?: State;
  /** Whether to go from the last step to the first. @defaultValue false */
  readonly reverse?: boolean;
  /** Whether all outputs are wanted, or only the last. @defaultValue false */
  readonly returnSequences?: boolean;
}

/** What `recur` gives. */
export interface Recurrence<State extends CellState = CellState> {
  /** The last output, [batch, units], or with `returnSequences` all of them, [batch, time, units]. */
  readonly output: tf.Tensor;
  /** What the last step left. */
  readonly state: State;
}

/**
 * Unrolls a cell over a sequence: (yₜ, sₜ) = step(xₜ, sₜ₋₁).
 *
 * A masked step hands the state on unchanged and repeats the output before it (zeros before the first), as Keras does,
 * so that the last output of a padded sequence is that of its last real step. PyTorch's packed sequences agree on
 * every real step, and have zeros on the others. With `reverse` the last output is that of step 0, and all outputs
 * stay in the order of the input (Keras hands them back reversed).
 *
 * Shapes: sequence [batch, time, inputs], mask [batch, time] → output [batch, units] or [batch, time, units].
 *
 * @throws {ShapeError} when the sequence, the mask or the initial state does not fit the cell.
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { LSTMCell, recur } from '@thaw/rnn';
 *
 * await useDevice();
 * const { output, state } = recur(new LSTMCell(3, 5), tf.ones([2, 7, 3]), { returnSequences: true });
 * console.log(output.shape, state.cell.shape); // [ 2, 7, 5 ] [ 2, 5 ]
 * ```
 */
export function recur<State extends CellState>(
  cell: Cell<State>,
  sequence: tf.Tensor,
  options: RecurOptions<State> = {},
): Recurrence<State> {
  checkOptions('recur', options, ['mask', 'initialState', 'reverse', 'returnSequences']);
  checkSequence(cell as Cell, sequence);
  const [batch, time] = sequence.shape as [number, number, number];
  checkMask(cell as Cell, options.mask, batch, time);
  return tf.tidy(() => {
    const zeroState = cell.zeroState(batch);
    const { initialState = zeroState, returnSequences = false } = options;
    checkState(cell.title, initialState, zeroState, `its sequence has a batch of ${batch}`);

    const byTime = tf.transpose(sequence, [1, 0, 2]); // [time, batch, inputs]: each step lies in one piece
    const order = Array.from({ length: time }, (_, t) => (options.reverse ? time - 1 - t : t));
    const masks = options.mask && masksByTime(options.mask);
    const { outputs, state } = unroll(cell, byTime, { order, masks, state: initialState });
    const output = returnSequences ? tf.transpose(outputs.all(), [1, 0, 2]) : outputs.at(order.at(-1)!);
    return { output, state: state as never };
  });
}

/** Which rows have a step here: 1 or 0 in `real`, the other way round in `padding`, each [batch, 1]. */
interface StepMask {
  readonly real: tf.Tensor;
  readonly padding: tf.Tensor;
}

/** How the steps are gone through, once all is checked. */
interface Course<State extends CellState> {
  /** The steps in the order in which they are taken. */
  readonly order: readonly number[];
  /** For each step whether it is one, if there is padding. */
  readonly masks: readonly StepMask[] | undefined;
  /** Where to begin. */
  readonly state: State;
}

/** The outputs of all steps, by their place in time. */
interface Outputs {
  /** Shape [time, batch, units]. */
  all(): tf.Tensor;
  /** Shape [batch, units]. */
  at(t: number): tf.Tensor;
}

/** The output of each step, and the last state. @param sequence [time, batch, inputs] */
function unroll<State extends CellState>(
  cell: Cell<State>,
  sequence: tf.Tensor,
  course: Course<State>,
): { outputs: Outputs; state: State } {
  if (cell instanceof StackedCell) {
    return unrollLayers(cell as StackedCell, sequence, course as Course<never>) as never;
  }
  if (cell instanceof ProjectedCell && cell.advanceAll && !course.masks) {
    return unrollAtOnce(cell as ProjectedCell<State>, sequence, course);
  }
  const [inputs, step] = stepsOf(cell, sequence);
  const outputs: tf.Tensor[] = [];
  let { state } = course;
  let before: tf.Tensor | undefined;
  for (const t of course.order) {
    const next = step(inputs[t]!, state);
    const mask = course.masks?.[t];
    if (mask) {
      state = joinStates(next.state, state, (now, then) => choose(mask, now, then));
      before = before ? choose(mask, next.output, before) : tf.mul(next.output, mask.real);
    } else {
      state = next.state;
      before = next.output;
    }
    outputs[t] = before;
  }
  return { outputs: { all: () => tf.stack(outputs), at: (t) => outputs[t]! }, state };
}

/** For a cell that takes all steps at once. */
function unrollAtOnce<State extends CellState>(
  cell: ProjectedCell<State>,
  sequence: tf.Tensor,
  { order, state: begin }: Course<State>,
): { outputs: Outputs; state: State } {
  const turn = (x: tf.Tensor): tf.Tensor => (order[0] === 0 ? x : tf.reverse(x, 0));
  const { output, state } = cell.advanceAll!(turn(project(cell, sequence)), begin);
  const outputs = turn(output);
  const [, batch, units] = outputs.shape as [number, number, number];
  const at = (t: number): tf.Tensor =>
    tf.reshape(tf.slice(outputs, [t, 0, 0], [1, batch, units]), [batch, units]);
  return { outputs: { all: () => outputs, at }, state };
}

/** A stack goes layer by layer, each over the whole sequence: the same numbers from fewer, larger products. */
function unrollLayers(
  { cells }: StackedCell,
  sequence: tf.Tensor,
  course: Course<readonly CellState[]>,
): { outputs: Outputs; state: readonly CellState[] } {
  let outputs: Outputs | undefined;
  const state = cells.map((cell, i) => {
    const layer = unroll(cell, outputs?.all() ?? sequence, { ...course, state: course.state[i]! });
    outputs = layer.outputs;
    return layer.state;
  });
  return { outputs: outputs!, state };
}

/** What each step is given, and what it does with it. */
function stepsOf<State extends CellState>(
  cell: Cell<State>,
  sequence: tf.Tensor,
): [inputs: tf.Tensor[], step: Cell<State>['step']] {
  if (!(cell instanceof ProjectedCell)) return [tf.unstack(sequence), cell.step.bind(cell)];
  return [tf.unstack(project(cell, sequence)), cell.advance.bind(cell)];
}

/** What needs no state, of all steps in one: [time, batch, inputs] → [time, batch, …] */
function project<State extends CellState>(cell: ProjectedCell<State>, sequence: tf.Tensor): tf.Tensor {
  const [time, batch, inputs] = sequence.shape as [number, number, number];
  const projected = cell.project(tf.reshape(sequence, [time * batch, inputs]));
  return tf.reshape(projected, [time, batch, ...projected.shape.slice(1)]);
}

/** `now` where there is a step, `then` where there is padding, exactly. */
function choose({ real, padding }: StepMask, now: tf.Tensor, then: tf.Tensor): tf.Tensor {
  const fit = (mask: tf.Tensor): tf.Tensor =>
    now.rank === 2 ? mask : tf.reshape(mask, [-1, ...now.shape.slice(1).map(() => 1)]);
  return tf.add(tf.mul(fit(real), now), tf.mul(fit(padding), then));
}

function masksByTime(mask: tf.Tensor): StepMask[] {
  const real = tf.expandDims(tf.transpose(tf.cast(mask, 'float32')), 2); // [time, batch, 1]
  const paddings = tf.unstack(tf.sub(1, real));
  return tf.unstack(real).map((step, t) => ({ real: step, padding: paddings[t]! }));
}

function checkSequence(cell: Cell, sequence: tf.Tensor): void {
  const shape = sequence?.shape;
  if (Array.isArray(shape) && shape.length === 3 && shape[1]! > 0 && shape[2] === cell.inputs) return;
  const got = Array.isArray(shape) ? `[${shape.join(', ')}]` : `${typeof sequence}, which is no tensor`;
  throw new ShapeError(
    `${cell.title}: expected a sequence [batch, time, ${cell.inputs}] of at least one step, got ${got}; ` +
      'its first argument says how many inputs a step has.',
  );
}

function checkMask(cell: Cell, mask: tf.Tensor | undefined, batch: number, time: number): void {
  if (mask === undefined || String(mask?.shape) === String([batch, time])) return;
  const got = Array.isArray(mask?.shape)
    ? `[${mask.shape.join(', ')}]`
    : `${typeof mask}, which is no tensor`;
  throw new ShapeError(
    `${cell.title}: expected a mask of [${batch}, ${time}], one number for each step of its sequence, got ${got}.`,
  );
}
