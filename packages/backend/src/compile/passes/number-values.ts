import type { Graph, Value } from '../trace/graph.ts';

/**
 * Numbers the values of a graph anew, from 0 and without gaps: first what the step is given, then what its operations make, in their
 * order. Values that nothing makes or reads are left out.
 */
export function numberValues(graph: Graph): Graph {
  const numbered = new Map<Value, Value>();
  const now = (value: Value): Value => {
    const known = numbered.get(value);
    if (known) return known;
    const { shape, dtype } = value;
    const made: Value = { id: numbered.size, shape, dtype };
    numbered.set(value, made);
    return made;
  };
  const named = (values: Readonly<Record<string, Value>>): Record<string, Value> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, now(value)]));
  const held = <T extends { readonly value: Value }>(all: readonly T[]): T[] =>
    all.map((one) => ({ ...one, value: now(one.value) }));
  const inputs = graph.inputs.map(now);
  const [constants, captured, live] = [held(graph.constants), held(graph.captured), held(graph.live)];
  const begun = graph.states.map((state) => ({ ...state, before: now(state.before) }));
  const operations = graph.operations.map((operation) => ({
    ...operation,
    inputs: named(operation.inputs),
    outputs: operation.outputs.map(now),
  }));
  const states = begun.map((state) => ({ ...state, after: now(state.after) }));
  const outputs = named(graph.outputs);
  const values = [...numbered.values()];
  return { ...graph, values, inputs, constants, captured, live, states, operations, outputs };
}
