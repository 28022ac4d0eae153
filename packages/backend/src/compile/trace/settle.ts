import type { tf } from '../../tfjs.ts';
import { replay } from '../replay.ts';
import { drawsOf, type Moves, withoutMoving } from './draws.ts';
import type { Graph, Operation, Value } from './graph.ts';
import { hold } from './keep-numbers.ts';
import { changedInputs } from './operation-rules.ts';
import type { Traced } from './trace-step.ts';

/**
 * Gives the variables that a traced step made the numbers with which it made them, as its first run would have. They are the step's
 * from then on, which finds them when it is traced again.
 *
 * @param inputs of the step, where the numbers depend on them.
 * @returns how far the first run moves generators, which stand as before.
 */
export function settle({ graph, made }: Traced, inputs: readonly tf.Tensor[]): Moves {
  if (made.length === 0) return new Map();
  const own = new Set(made.map(({ variable }) => variable));
  const initials = made.map(({ initial }) => initial);
  const operations = leadingTo(initials, graph.operations.map(withoutLikeness)).flatMap(apart);
  const read = new Set([...initials, ...operations.flatMap(({ inputs }) => Object.values(inputs))]);
  const draws = drawsOf(graph);
  const live = graph.live.filter((one) => draws.live.includes(one) || read.has(one.value));
  const first: Graph = {
    ...graph,
    // The variables are still to be made, and the others do not change.
    states: graph.states
      .filter(({ variable }) => !own.has(variable))
      .map((state) => ({ ...state, after: state.before })),
    operations,
    // What JavaScript does in a run it does in the first one, which is still to come: but for what is drawn, in its order.
    live,
    preparations: graph.preparations.filter(
      (one) => draws.preparations.includes(one) || ('live' in one && live.includes(one.live)),
    ),
    outputs: Object.fromEntries(initials.entries()),
  };
  const { result: tensors, moves } = withoutMoving(() => replay(first, inputs));
  for (const [i, { variable }] of made.entries()) {
    const tensor = tensors[i]!;
    if (!variable.isDisposed) hold(variable, tensor.dataId);
    tensor.dispose();
  }
  return moves;
}

/** Zeros and ones like something need its shape alone. */
function withoutLikeness(operation: Operation): Operation {
  const number = { ZerosLike: 0, OnesLike: 1 }[operation.kernel];
  if (number === undefined) return operation;
  const { shape, dtype } = operation.outputs[0]!;
  return { ...operation, kernel: 'Fill', inputs: {}, attributes: { shape, value: number, dtype } };
}

/** An update whose inputs others share, so that it leaves them as they are: what is made of them later is not yet. */
function apart(operation: Operation): Operation[] {
  const inputs: Record<string, Value> = { ...operation.inputs };
  const shared = changedInputs(operation.kernel, inputs).map((name): Operation => {
    const x = inputs[name]!;
    inputs[name] = { ...x };
    return { kernel: 'Identity', inputs: { x }, attributes: {}, outputs: [inputs[name]] };
  });
  return [...shared, { ...operation, inputs }];
}

/** The operations that these values come from, in their order. */
function leadingTo(values: readonly Value[], operations: readonly Operation[]): Operation[] {
  const wanted = new Set(values);
  const kept: Operation[] = [];
  for (const operation of [...operations].reverse()) {
    if (!operation.outputs.some((output) => wanted.has(output))) continue;
    kept.unshift(operation);
    for (const input of Object.values(operation.inputs)) wanted.add(input);
  }
  return kept;
}
