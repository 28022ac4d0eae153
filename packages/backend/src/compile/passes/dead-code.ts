import type { Graph, Operation, Value } from '../trace/graph.ts';
import { changedInputs } from '../trace/operation-rules.ts';
import { endsOf } from './rewrite.ts';

/**
 * Leaves out what no output and no variable needs: operations whose outputs nothing reads, and the constants, captured tensors, live
 * numbers and variables of these. Updates stay, and so do all inputs, since a run is given them, and all preparations.
 */
export function leaveOutDead(graph: Graph): Graph {
  const needed = new Set<Value>(endsOf(graph));
  const operations: Operation[] = [];
  for (const operation of graph.operations.toReversed()) {
    const { kernel, inputs, outputs } = operation;
    const isUpdate = changedInputs(kernel, inputs).length > 0;
    if (!isUpdate && !outputs.some((value) => needed.has(value))) continue;
    operations.push(operation);
    for (const value of Object.values(inputs)) needed.add(value);
  }
  const isNeeded = ({ value }: { readonly value: Value }): boolean => needed.has(value);
  const constants = graph.constants.filter(isNeeded);
  const captured = graph.captured.filter(isNeeded);
  const live = graph.live.filter(isNeeded);
  const states = graph.states.filter(({ before, after }) => before !== after || isRead(before));
  const smaller: Graph = { ...graph, operations: operations.reverse(), constants, captured, live, states };
  return partsOf(smaller) === partsOf(graph) ? graph : smaller;

  function isRead(value: Value): boolean {
    return (
      operations.some(({ inputs }) => Object.values(inputs).includes(value)) ||
      Object.values(graph.outputs).includes(value)
    );
  }
}

function partsOf({ operations, constants, captured, live, states }: Graph): number {
  return operations.length + constants.length + captured.length + live.length + states.length;
}
