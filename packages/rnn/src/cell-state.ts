import { ShapeError, tf } from '@thaw/backend';

/** What a cell hands from one step to the next: a tensor, or several in an object or array. */
export type CellState = tf.Tensor | readonly CellState[] | { readonly [name: string]: CellState };

/** The same state with each of its tensors changed. */
export function mapState<State extends CellState>(
  state: State,
  change: (tensor: tf.Tensor) => tf.Tensor,
): State {
  if (state instanceof tf.Tensor) return change(state) as State;
  if (Array.isArray(state)) return state.map((part: CellState) => mapState(part, change)) as never;
  const parts = Object.entries(state as Record<string, CellState>);
  return Object.fromEntries(parts.map(([name, part]) => [name, mapState(part, change)])) as State;
}

/** The tensors of a state by their paths, in a fixed order; the only tensor of a plain state has the path ''. */
export function tensorsOf(state: CellState, path = ''): [path: string, tensor: tf.Tensor][] {
  if (state instanceof tf.Tensor) return [[path, state]];
  return Object.entries(state ?? {}).flatMap(([name, part]) =>
    tensorsOf(part as CellState, path ? `${path}.${name}` : name),
  );
}

/** Each tensor of one state joined with the tensor at the same place of another. */
export function joinStates<State extends CellState>(
  first: State,
  second: State,
  join: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
): State {
  const others = tensorsOf(second).map(([, tensor]) => tensor);
  return mapState(first, (tensor) => join(tensor, others.shift()!));
}

/**
 * Checks a state at a recurrence's door against one that fits.
 *
 * @param hint how to mend it, the end of the sentence.
 * @throws {ShapeError} `LSTMCell: expected a state of { hidden: [2, 4], cell: [2, 4] }, got …; …`
 */
export function checkState(owner: string, state: CellState, fitting: CellState, hint: string): void {
  const [given, expected] = [shown(state), shown(fitting)];
  if (given !== expected)
    throw new ShapeError(`${owner}: expected a state of ${expected}, got ${given}; ${hint}.`);
}

/** The shapes of a state as one would write it: { hidden: [2, 4], cell: [2, 4] }. */
function shown(state: CellState): string {
  if (state instanceof tf.Tensor) return `[${state.shape.join(', ')}]`;
  if (Array.isArray(state)) return `[${state.map(shown).join(', ')}]`;
  if (typeof state !== 'object' || state === null) return String(state);
  const parts = Object.entries(state).map(([name, part]) => `${name}: ${shown(part as CellState)}`);
  return `{ ${parts.join(', ')} }`;
}
