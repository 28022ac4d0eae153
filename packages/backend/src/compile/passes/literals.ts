import type { Graph, Operation, Value } from '../trace/graph.ts';
import { sizeOf } from '../trace/rule.ts';
import { asType, literalOf } from './literal-of.ts';
import { rewrite, type Rewriting, type Visit } from './rewrite.ts';

/**
 * Computes at compile time what is one number throughout, where that is exact in float32: sums, differences, products, quotients, square
 * roots, comparisons and changes of type or layout of such numbers. Operations on pairs then read a single number that is broadcast,
 * instead of a tensor that repeats it. Elsewhere such a tensor becomes a Fill, or, where it is small, a constant.
 */
export function foldLiterals(graph: Graph): Graph {
  return rewrite(graph, (operation, rewriting) => fold(operation, rewriting) ?? shrink(operation, rewriting));
}

/** Up to so many numbers are kept as a constant, for which no kernel is called. */
const SMALL = 1024;

const fold: Visit = (operation, rewriting) => {
  const { kernel, inputs, outputs } = operation;
  const [output] = outputs as [Value];
  if (sizeOf(output.shape) === 0 || outputs.some(({ shape }) => sizeOf(shape) === 0)) return undefined;
  const number = computed(operation, rewriting);
  const isThere = kernel === 'Fill' && sizeOf(output.shape) > SMALL;
  if (number === undefined || isThere || Object.values(inputs).some(({ dtype }) => dtype === 'string'))
    return undefined;
  return outputs.map((value) => repeated(number, value, rewriting));
};

function repeated(number: number, { shape, dtype }: Value, rewriting: Rewriting): Value {
  const value = asType(number, { dtype });
  const size = sizeOf(shape);
  if (size > SMALL) return rewriting.call('Fill', {}, { shape: [...shape], value, dtype })[0]!;
  const numbers = { float32: Float32Array, int32: Int32Array, bool: Uint8Array }[dtype as 'float32'];
  return rewriting.constant(new numbers(size).fill(value), shape, dtype);
}

/** The number that all outputs hold throughout. */
function computed(
  { kernel, inputs, attributes, outputs }: Operation,
  rewriting: Rewriting,
): number | undefined {
  if (kernel === 'Fill') return asType(attributes['value'] as number, outputs[0]!);
  if (kernel === 'ZerosLike') return 0;
  if (kernel === 'OnesLike') return 1;
  const literals = Object.values(inputs).map((value) => literalOf(value, rewriting));
  const [first, ...others] = literals;
  if (first === undefined || others.includes(undefined)) return undefined;
  if (kernel === 'Cast' && !(Math.abs(first) < 2 ** 31)) return undefined; // what becomes of others is the device's to say
  if (movers.has(kernel)) return first;
  if (joiners.has(kernel)) return others.every((number) => Object.is(number, first)) ? first : undefined;
  const given = Object.values(inputs)[0]!.dtype;
  if (given === 'float32' || comparisons[kernel]) {
    const { a, b } = { a: first, b: others[0] ?? NaN };
    const exact = (pairs[kernel] ?? comparisons[kernel] ?? singles[kernel])?.(a, b);
    return exact === undefined ? undefined : asType(Number(exact), outputs[0]!);
  }
  return undefined;
}

const movers = /* @__PURE__ */ new Set(
  'Cast ExpandDims Identity Reshape Reverse Slice SplitV StridedSlice Tile Transpose Unpack'.split(' '),
);
const joiners = /* @__PURE__ */ new Set('Concat Pack'.split(' '));

type Arithmetic = Readonly<Record<string, (a: number, b: number) => number | boolean>>;

const pairs: Arithmetic = {
  Add: (a, b) => a + b,
  Multiply: (a, b) => a * b,
  RealDiv: (a, b) => a / b,
  Sub: (a, b) => a - b,
};
const comparisons: Arithmetic = {
  Equal: (a, b) => a === b,
  Greater: (a, b) => a > b,
  GreaterEqual: (a, b) => a >= b,
  Less: (a, b) => a < b,
  LessEqual: (a, b) => a <= b,
  NotEqual: (a, b) => a !== b,
};
const singles: Arithmetic = {
  Abs: Math.abs,
  Neg: (a) => -a,
  Sqrt: Math.sqrt,
  Square: (a) => a * a,
};

/** Kernels whose operands a and b are broadcast. */
const broadcasting = /* @__PURE__ */ new Set(
  (
    'Add Atan2 Equal FloorDiv Greater GreaterEqual Less LessEqual Maximum Minimum Mod Multiply NotEqual Pow RealDiv ' +
    'SquaredDifference Sub'
  ).split(' '),
);

/** A literal beside an operand that has the shape of the outcome is a single number. */
const shrink: Visit = ({ kernel, inputs, attributes, outputs }, rewriting) => {
  if (!broadcasting.has(kernel)) return undefined;
  const { a, b } = inputs as { a: Value; b: Value };
  const single = (value: Value, other: Value): Value | undefined => {
    if (value.shape.length === 0 || String(other.shape) !== String(outputs[0]!.shape)) return undefined;
    const number = literalOf(value, rewriting);
    return number === undefined ? undefined : repeated(number, { ...value, shape: [] }, rewriting);
  };
  const second = single(b, a);
  if (second) return rewriting.call(kernel, { a, b: second }, attributes);
  const first = single(a, b);
  return first && rewriting.call(kernel, { a: first, b }, attributes);
};
