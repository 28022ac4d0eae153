import { normalizeGradient } from '../../ops/layer-norm/layer-norm.ts';
import type { Graph, Operation, Value } from '../trace/graph.ts';
import { readsOf } from './rewrite.ts';

/**
 * Adds the gradient of a normalization to what a residual connection led past it, where the sum of the two is all that reads it: the
 * gradient alone is then never stored. To the bit.
 *
 * What is added is read where the gradient is computed, which is before the sum was: nothing has overwritten it.
 */
export function addGradients(graph: Graph): Graph {
  const sums = sumsOf(graph);
  if (sums.length === 0) return graph;
  const byGradient = new Map(sums.map((found) => [found.gradient, found]));
  const bySum = new Map(sums.map((found) => [found.sum, found]));
  const values = [...graph.values];
  const operations = graph.operations.flatMap((operation) => {
    // What was the gradient alone is now the sum, maybe under another shape.
    const before = bySum.get(operation);
    if (before) return [reshape(before.term, operation.outputs[0]!)];
    const found = byGradient.get(operation);
    if (!found) return [operation];
    const addend: Value = { ...operation.outputs[0]!, id: values.length };
    values.push(addend);
    return [reshape(found.addend, addend), { ...operation, inputs: { ...operation.inputs, addend } }];
  });
  return { ...graph, values, operations };
}

interface Found {
  readonly gradient: Operation;
  readonly sum: Operation;
  /** What the sum reads of the gradient: this itself, or under another shape. */
  readonly term: Value;
  readonly addend: Value;
}

function sumsOf(graph: Graph): Found[] {
  const { operations } = graph;
  const reads = readsOf(graph);
  const made = new Map<Value, { readonly by: Operation; readonly place: number }>();
  for (const [place, by] of operations.entries())
    for (const value of by.outputs) made.set(value, { by, place });

  const whole = (value: Value): Value => {
    const by = made.get(value)?.by;
    const isOnce = reads.get(value) === 1;
    return isOnce && by?.kernel === 'Reshape' ? by.inputs['x']! : value;
  };
  const taken = new Set<Operation>();
  const found = (sum: Operation, term: Value, addend: Value): Found | undefined => {
    const dx = whole(term);
    const at = made.get(dx);
    const isGradient = at?.by.kernel === normalizeGradient.name && at.by.outputs[0] === dx;
    if (!isGradient || reads.get(dx) !== 1 || at.by.inputs['addend'] || taken.has(at.by)) return undefined;
    const isLike = [term, addend].every(({ shape }) => String(shape) === String(sum.outputs[0]!.shape));
    if (!isLike || (made.get(addend)?.place ?? -1) >= at.place) return undefined;
    taken.add(at.by);
    return { gradient: at.by, sum, term, addend };
  };
  return operations.flatMap((sum) => {
    if (sum.kernel !== 'Add') return [];
    const { a, b } = sum.inputs as { a: Value; b: Value };
    return found(sum, b, a) ?? found(sum, a, b) ?? [];
  });
}

function reshape(x: Value, output: Value): Operation {
  return { kernel: 'Reshape', inputs: { x }, attributes: { shape: [...output.shape] }, outputs: [output] };
}
