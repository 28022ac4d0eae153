import type { Graph, Operation, Value } from '../trace/graph.ts';
import { sizeOf } from '../trace/rule.ts';
import { reshaped } from './identities.ts';
import { rewrite, type Rewriting, type Visit, type Visits } from './rewrite.ts';

/**
 * Puts the bias and the activation that follow a product of matrices or a convolution into it, where nothing else reads what lies
 * between: it is then never stored. To the bit.
 */
export function fuseProducts(graph: Graph): Graph {
  return rewrite(graph, visits);
}

/** The kernels that take a bias and an activation, for those that do not. */
const fusedKernels: Readonly<Record<string, string>> = {
  BatchMatMul: '_FusedMatMul',
  Conv2D: 'FusedConv2D',
  DepthwiseConv2dNative: 'FusedDepthwiseConv2D',
  _FusedMatMul: '_FusedMatMul',
  FusedConv2D: 'FusedConv2D',
  FusedDepthwiseConv2D: 'FusedDepthwiseConv2D',
};

/** What makes a value, where that is a product that nothing else reads and whose activation is still to come. */
export function openProduct(value: Value, rewriting: Rewriting): Operation | undefined {
  const producer = rewriting.producerOf(value);
  if (!producer || !rewriting.isReadOnce(value) || !fusedKernels[producer.kernel]) return undefined;
  const { activation = 'linear', dataFormat = 'NHWC' } = producer.attributes;
  return activation === 'linear' && dataFormat === 'NHWC' ? producer : undefined;
}

const add: Visit = ({ inputs, outputs }, rewriting) => {
  const { a, b } = inputs as { a: Value; b: Value };
  return withBias(a, b, outputs[0]!, rewriting) ?? withBias(b, a, outputs[0]!, rewriting);
};

function withBias(
  sums: Value,
  bias: Value,
  { shape }: Value,
  rewriting: Rewriting,
): readonly Value[] | undefined {
  const product = openProduct(sums, rewriting);
  const columns = shape.at(-1)!;
  const isRow = bias.shape.at(-1) === columns && sizeOf(bias.shape) === columns;
  if (!product || product.inputs['bias'] || !isRow || String(sums.shape) !== String(shape)) return undefined;
  if ([bias, ...Object.values(product.inputs)].some(({ dtype }) => dtype !== 'float32')) return undefined;
  const [row] = reshaped(bias, { shape: [columns] }, rewriting);
  return fused(product, { ...product.inputs, bias: row! }, 'linear', rewriting);
}

function fused(
  { kernel, attributes }: Operation,
  inputs: Operation['inputs'],
  activation: string,
  rewriting: Rewriting,
  alpha?: unknown,
): readonly Value[] {
  const slope = alpha === undefined ? {} : { leakyreluAlpha: alpha };
  return rewriting.call(fusedKernels[kernel]!, inputs, { ...attributes, activation, ...slope });
}

const activate =
  (activation: string): Visit =>
  ({ inputs, attributes }, rewriting) => {
    const product = openProduct(inputs['x']!, rewriting);
    if (!product || Object.values(product.inputs).some(({ dtype }) => dtype !== 'float32')) return undefined;
    return fused(product, product.inputs, activation, rewriting, attributes['alpha']);
  };

const visits: Visits = {
  Add: add,
  Elu: activate('elu'),
  LeakyRelu: activate('leakyrelu'),
  Relu: activate('relu'),
  Relu6: activate('relu6'),
  Sigmoid: activate('sigmoid'),
};
