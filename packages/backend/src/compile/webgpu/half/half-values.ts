import { type Group, GROUP } from '../../group/group.ts';
import type { Graph, Operation, Value } from '../../trace/graph.ts';
import { changedInputs } from '../../trace/operation-rules.ts';
import { sizeOf } from '../../trace/rule.ts';

/** So many times smaller than what it is made of, a value is taken for a sum, a mean or a statistic of rows. */
const SMALLER = 4;

/**
 * The values of a graph that may lie in float16: activations and their gradients, which live between two operations. These stay in float32:
 *
 * - what the step is given, keeps or returns, and whole numbers and truths;
 * - gradients of variables, on their whole way to the update: clipped, added up, scaled;
 * - statistics and losses: what is summed over rows, or much smaller than what it is made of, and what is made of such alone.
 *
 * Whether a value does lie in float16 depends besides on the kernels that write and read it.
 */
export function halfValues(graph: Graph): Set<Value> {
  const kept = new Set(Object.values(graph.outputs));
  const updates = onTheWayToUpdates(graph);
  const precise = statisticsOf(graph);
  const made = graph.operations.flatMap(({ outputs }) => outputs);
  const isHalf = (value: Value): boolean =>
    value.dtype === 'float32' && !kept.has(value) && !updates.has(value) && !precise.has(value);
  return new Set(made.filter(isHalf));
}

/** New numbers of variables, what updates take in, and what these are made of number by number. */
function onTheWayToUpdates({ operations, states }: Graph): Set<Value> {
  const on = new Set(states.map(({ after }) => after));
  for (const { kernel, inputs, outputs, attributes } of operations.toReversed()) {
    if (changedInputs(kernel, inputs).length > 0) {
      for (const value of [...Object.values(inputs), ...outputs]) on.add(value);
      continue;
    }
    if (!isNumberByNumber({ kernel, inputs, outputs, attributes })) continue;
    const lengths = new Set(outputs.filter((value) => on.has(value)).map(({ shape }) => sizeOf(shape)));
    for (const value of Object.values(inputs)) if (lengths.has(sizeOf(value.shape))) on.add(value);
  }
  return on;
}

/** Products and windows make something else of numbers, even where there are as many as before. */
const isNumberByNumber = ({ kernel }: Operation): boolean =>
  kernel === GROUP || !/MatMul|Conv|Pool/.test(kernel);

function statisticsOf({ operations }: Graph): Set<Value> {
  const found = new Set<Value>();
  for (const operation of operations) {
    const given = Object.values(operation.inputs);
    const largest = Math.max(0, ...given.map(({ shape }) => sizeOf(shape)));
    const ofSuch = given.every((value) => sizeOf(value.shape) <= 1 || found.has(value));
    for (const [i, value] of operation.outputs.entries()) {
      const isSmall = SMALLER * sizeOf(value.shape) <= largest;
      if (ofSuch || isSmall || isReduced(operation, i)) found.add(value);
    }
  }
  return found;
}

/** Also of rows so short that what is made of them is not much smaller. */
function isReduced({ kernel, attributes }: Operation, output: number): boolean {
  if (kernel !== GROUP) return /^(?:Sum|Mean|Prod|Max|Min)$|CrossEntropy$/.test(kernel);
  const { steps, outputs } = attributes['group'] as Group;
  return outputs[output]!.per === 'row' && steps.some(({ op }) => op === 'reduce');
}
