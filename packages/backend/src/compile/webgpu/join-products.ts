import { matMulAdd } from '../../ops/matmul-add/matmul-add.ts';
import { planProduct } from '../../webgpu/plan-product.ts';
import { overwrittenAt } from '../passes/overwritten.ts';
import { readsOf } from '../passes/rewrite.ts';
import type { Graph, Operation, Value } from '../trace/graph.ts';
import { PRODUCT_SUM, suits } from './products.ts';

/** Products in one sum at most: with what they make they are seven buffers, which every device binds at once. */
const MOST = 3;

/**
 * Puts one operation in the place of products that are added to one another, such as the gradients of a layer's input by queries, keys
 * and values: instead of one after the other they are computed in one dispatch. Each is summed up by itself and then added, as it was.
 */
export function joinProducts(graph: Graph): Graph {
  const { operations } = graph;
  const overwritten = overwrittenAt(graph);
  const reads = readsOf(graph);
  /** By what it makes, the products of which a sum is made, so far. */
  const sums = new Map<Value, { readonly plan: string; readonly terms: readonly Operation[] }>();
  const within = new Set<Operation>();
  for (const [place, operation] of operations.entries()) {
    const plan = planOf(operation);
    if (!plan) continue;
    const { addend } = operation.inputs;
    const before = addend && reads.get(addend) === 1 ? sums.get(addend) : undefined;
    const isInTime = (before?.terms ?? []).every(({ inputs }) =>
      Object.values(inputs).every((value) => place <= (overwritten.get(value) ?? Infinity)),
    );
    if (before?.plan === plan && before.terms.length < MOST && isInTime) {
      within.add(before.terms.at(-1)!);
      sums.set(operation.outputs[0]!, { plan, terms: [...before.terms, operation] });
    } else if (!addend) {
      sums.set(operation.outputs[0]!, { plan, terms: [operation] });
    }
  }
  if (within.size === 0) return graph;
  const joined = operations.map((operation) => {
    const { terms } = sums.get(operation.outputs[0]!) ?? { terms: [] };
    return terms.length > 1 ? sumOf(terms) : operation;
  });
  return { ...graph, operations: joined.filter((_, i) => !within.has(operations[i]!)) };
}

/** What products must have in common to be computed together; undefined where it is no plain product of a kernel of ours. */
function planOf({ kernel, inputs, attributes }: Operation): string | undefined {
  if (kernel !== 'BatchMatMul' && kernel !== matMulAdd.name) return undefined;
  if (inputs['bias'] || Object.values(inputs).some(({ dtype }) => dtype !== 'float32')) return undefined;
  const { a, b } = inputs as { a: Value; b: Value };
  const [transposeA, transposeB] = [attributes['transposeA'] === true, attributes['transposeB'] === true];
  const plan = planProduct(a.shape, b.shape, transposeA, transposeB);
  return suits(plan) ? JSON.stringify([plan, transposeA, transposeB]) : undefined;
}

function sumOf(terms: readonly Operation[]): Operation {
  const { attributes, outputs } = terms.at(-1)!;
  const inputs = terms.flatMap(({ inputs: { a, b } }, i) => [
    [`a${i || ''}`, a!],
    [`b${i || ''}`, b!],
  ]);
  return {
    kernel: PRODUCT_SUM,
    inputs: Object.fromEntries(inputs) as Operation['inputs'],
    attributes,
    outputs,
  };
}
