import { computingBackend } from '../../device/computing-backend.ts';
import { matMulAdd } from '../../ops/matmul-add/matmul-add.ts';
import { ensureKernel } from '../../ops/operation.ts';
import type { Graph, Operation, Value } from '../trace/graph.ts';
import { openProduct } from './fused-products.ts';
import { reshaped } from './identities.ts';
import { rewrite, type Rewriting, type Visit } from './rewrite.ts';

/**
 * Adds products of matrices to what is there, where a sum is all that reads them: residuals, and the gradients of one tensor by several
 * products. To the bit.
 */
export function addProducts(graph: Graph): Graph {
  return rewrite(graph, { Add: add });
}

/** Of two products the second, which is computed later, is added to the first. */
const add: Visit = ({ inputs, outputs }, rewriting) => {
  const { a, b } = inputs as { a: Value; b: Value };
  return added(a, b, outputs[0]!, rewriting) ?? added(b, a, outputs[0]!, rewriting);
};

function added(
  addend: Value,
  sums: Value,
  output: Value,
  rewriting: Rewriting,
): readonly Value[] | undefined {
  const product = productOf(sums, rewriting);
  const isLike = [addend, sums].every(({ shape }) => String(shape) === String(output.shape));
  if (!product || !isLike || addend === sums) return undefined;
  const { inputs, attributes, outputs } = product;
  if ([addend, ...Object.values(inputs)].some(({ dtype }) => dtype !== 'float32')) return undefined;
  const [matrices] = reshaped(addend, outputs[0]!, rewriting);
  ensureKernel(matMulAdd, computingBackend());
  const [y] = rewriting.call(
    matMulAdd.name,
    { ...inputs, addend: matrices! },
    { transposeA: attributes['transposeA'] === true, transposeB: attributes['transposeB'] === true },
  );
  return reshaped(y!, output, rewriting);
}

/** The product that a value is, maybe under another shape, where nothing else reads it. */
function productOf(value: Value, rewriting: Rewriting): Operation | undefined {
  const direct = openProduct(value, rewriting);
  const inner = rewriting.isReadOnce(value) ? rewriting.madeBy('Reshape', value)?.inputs['x'] : undefined;
  const product = direct ?? (inner && openProduct(inner, rewriting));
  return product?.kernel === 'BatchMatMul' || product?.kernel === '_FusedMatMul' ? product : undefined;
}
