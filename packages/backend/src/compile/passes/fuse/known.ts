import type { Known } from '../../group/build-group.ts';
import { type Recipe, recipeOf } from '../../group/recipes.ts';
import { type View, viewOf } from '../../group/views.ts';
import type { Graph, Operation, Value } from '../../trace/graph.ts';
import { literalOf } from '../literal-of.ts';

/**
 * What the fusion asks of a graph.
 *
 * @param isPinned whether a copy has to be made where it stands, because what it copies is changed before the copy is read.
 */
export function knowledgeOf(graph: Graph, isPinned: (operation: Operation) => boolean): Known {
  const makers = new Map<Value, Operation>();
  for (const operation of graph.operations)
    for (const output of operation.outputs) makers.set(output, operation);
  const constants = new Map(graph.constants.map(({ value, numbers }) => [value, numbers]));

  const view = remember((value: Value): View | undefined => {
    const maker = makers.get(value);
    return maker && !isPinned(maker) ? viewOf(maker, value) : undefined;
  });
  const root = (value: Value): Value => {
    let found = value;
    for (let next = view(found); next; next = view(found)) found = next.source;
    return found;
  };
  const graphSoFar = {
    numbersOf: (value: Value) => constants.get(value),
    producerOf: (value: Value) => makers.get(value),
  };
  return {
    view,
    root,
    literal: remember((value: Value) => literalOf(value, graphSoFar)),
    maker: (value) => makers.get(value),
    recipe: remember((operation: Operation): Recipe | undefined => recipeOf(operation)),
  };
}

function remember<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    if (!known.has(key)) known.set(key, compute(key));
    return known.get(key)!;
  };
}
