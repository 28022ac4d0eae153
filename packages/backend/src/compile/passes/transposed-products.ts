import type { Graph, Operation, Value } from '../trace/graph.ts';
import { reshaped } from './identities.ts';
import { rewrite, type Rewriting, type Visit, type Visits } from './rewrite.ts';

/**
 * Lets products of matrices read transposed operands where they lie, by their flags, and write a transposed outcome as the product of
 * the transposed operands in the other order. Each number is the sum of the same products in the same order.
 */
export function takeInTransposes(graph: Graph): Graph {
  return rewrite(graph, visits);
}

const product: Visit = ({ kernel, inputs, attributes }, rewriting) => {
  const [a, b] = [untransposed(inputs['a']!, rewriting), untransposed(inputs['b']!, rewriting)];
  if (!a && !b) return undefined;
  const flag = (name: string, isTurned: boolean): boolean => (attributes[name] === true) !== isTurned;
  return rewriting.call(
    kernel,
    { ...inputs, a: a ?? inputs['a']!, b: b ?? inputs['b']! },
    {
      ...attributes,
      transposeA: flag('transposeA', a !== undefined),
      transposeB: flag('transposeB', b !== undefined),
    },
  );
};

/** What an operand is the transpose of; axes of length 1 may have been put before it since. */
function untransposed(value: Value, rewriting: Rewriting): Value | undefined {
  const direct = rewriting.madeBy('Transpose', value);
  if (direct) return swapsLast(direct) ? direct.inputs['x'] : undefined;
  const inner = rewriting.madeBy('Reshape', value)?.inputs['x'];
  const before = inner && rewriting.madeBy('Transpose', inner);
  if (!before || !swapsLast(before) || !endsAlike(value.shape, inner.shape)) return undefined;
  const shape = [...value.shape.slice(0, -2), value.shape.at(-1)!, value.shape.at(-2)!];
  return reshaped(before.inputs['x']!, { shape }, rewriting)[0];
}

function swapsLast({ attributes }: Operation): boolean {
  const perm = attributes['perm'] as readonly number[];
  const rank = perm.length;
  return rank >= 2 && perm.every((axis, i) => axis === (i < rank - 2 ? i : 2 * rank - 3 - i));
}

/** Whether two shapes are of the same matrices: the last two lengths are equal. */
function endsAlike(a: readonly number[], b: readonly number[]): boolean {
  return a.length >= 2 && b.length >= 2 && a.at(-1) === b.at(-1) && a.at(-2) === b.at(-2);
}

/** (A·B)ᵀ = Bᵀ·Aᵀ. */
const transpose: Visit = (operation, rewriting) => {
  const x = operation.inputs['x']!;
  const before = rewriting.madeBy('BatchMatMul', x);
  if (!before || !rewriting.isReadOnce(x) || !swapsLast(operation)) return undefined;
  const { inputs, attributes } = before;
  return rewriting.call(
    'BatchMatMul',
    { a: inputs['b']!, b: inputs['a']! },
    { transposeA: attributes['transposeB'] !== true, transposeB: attributes['transposeA'] !== true },
  );
};

const visits: Visits = { _FusedMatMul: product, BatchMatMul: product, Transpose: transpose };
