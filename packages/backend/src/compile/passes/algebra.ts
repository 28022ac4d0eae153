import type { Graph, Value } from '../trace/graph.ts';
import { literalOf } from './literal-of.ts';
import { rewrite, type Rewriting, type Visit, type Visits } from './rewrite.ts';

/**
 * Leaves out arithmetic that gives what it is given, and turns arithmetic into cheaper one that gives the same bits for all numbers, NaN,
 * the infinities and −0 included: x·1, x/1, x¹, x − 0, x + (−0), x·(−1) = −x, x − (−y) = x + y, x/2ᵏ = x·2⁻ᵏ.
 *
 * What holds for most numbers only is `loosenAlgebra`'s.
 */
export function simplifyAlgebra(graph: Graph): Graph {
  return rewrite(graph, visits);
}

/** An operand that is no literal, and the number that the other one is throughout. */
interface WithLiteral {
  readonly x: Value;
  readonly number: number;
  readonly isSecond: boolean;
}

/** The operands of a·b where one of them is a literal and the other has the shape and type of the outcome. */
export function withLiteral(
  { inputs, outputs }: Parameters<Visit>[0],
  rewriting: Rewriting,
): WithLiteral | undefined {
  const [a, b] = [inputs['a']!, inputs['b']!];
  const isWhole = ({ shape, dtype }: Value): boolean =>
    String(shape) === String(outputs[0]!.shape) && dtype === outputs[0]!.dtype;
  const second = literalOf(b, rewriting);
  if (second !== undefined && isWhole(a)) return { x: a, number: second, isSecond: true };
  const first = literalOf(a, rewriting);
  return first !== undefined && isWhole(b) ? { x: b, number: first, isSecond: false } : undefined;
}

const negated = (value: Value, rewriting: Rewriting): Value | undefined =>
  rewriting.madeBy('Neg', value)?.inputs['x'];

/** −0 has a sign in float32 alone. */
const isNothing = ({ dtype }: Value, number: number, sign: 1 | -1): boolean =>
  number === 0 && (dtype !== 'float32' || Object.is(number, sign === 1 ? 0 : -0));

const add: Visit = (operation, rewriting) => {
  const literal = withLiteral(operation, rewriting);
  if (literal && isNothing(literal.x, literal.number, -1)) return [literal.x];
  const { a, b } = operation.inputs as { a: Value; b: Value };
  const [minusA, minusB] = [negated(a, rewriting), negated(b, rewriting)];
  if (minusB) return rewriting.call('Sub', { a, b: minusB });
  return minusA && rewriting.call('Sub', { a: b, b: minusA });
};

const subtract: Visit = (operation, rewriting) => {
  const literal = withLiteral(operation, rewriting);
  if (literal?.isSecond && isNothing(literal.x, literal.number, 1)) return [literal.x];
  if (literal && !literal.isSecond && Object.is(literal.number, -0))
    return rewriting.call('Neg', { x: literal.x });
  const minusB = negated(operation.inputs['b']!, rewriting);
  return minusB && rewriting.call('Add', { a: operation.inputs['a']!, b: minusB });
};

const multiply: Visit = (operation, rewriting) => {
  const literal = withLiteral(operation, rewriting);
  if (literal?.number === 1) return [literal.x];
  return literal?.number === -1 ? rewriting.call('Neg', { x: literal.x }) : undefined;
};

const divide: Visit = (operation, rewriting) => {
  const literal = withLiteral(operation, rewriting);
  if (!literal?.isSecond || literal.x.dtype !== 'float32') return undefined;
  const { x, number } = literal;
  if (number === 1) return [x];
  if (number === -1) return rewriting.call('Neg', { x });
  const isPower =
    Number.isInteger(Math.log2(Math.abs(number))) && Math.abs(Math.log2(Math.abs(number))) < 126;
  if (!isPower) return undefined;
  const b = rewriting.constant(new Float32Array([1 / number]), [], 'float32');
  return rewriting.call('Multiply', { a: x, b });
};

const power: Visit = (operation, rewriting) => {
  const literal = withLiteral(operation, rewriting);
  return literal?.isSecond && literal.number === 1 ? [literal.x] : undefined;
};

/** Of −x as of x. */
const even =
  (kernel: string): Visit =>
  ({ inputs }, rewriting) => {
    const x = negated(inputs['x']!, rewriting);
    return x && rewriting.call(kernel, { x });
  };

/** Of two equal operands either. */
const extreme: Visit = ({ inputs }) => (inputs['a'] === inputs['b'] ? [inputs['a']!] : undefined);

/** A choice that is the same in all places, between alternatives of one shape. */
const select: Visit = ({ inputs, outputs }, rewriting) => {
  const { condition, t, e } = inputs as { condition: Value; t: Value; e: Value };
  if (t === e) return [t];
  const number = literalOf(condition, rewriting);
  if (number === undefined) return undefined;
  const chosen = number === 0 ? e : t;
  return String(chosen.shape) === String(outputs[0]!.shape) ? [chosen] : undefined;
};

const visits: Visits = {
  Abs: even('Abs'),
  Add: add,
  Maximum: extreme,
  Minimum: extreme,
  Multiply: multiply,
  Pow: power,
  RealDiv: divide,
  Select: select,
  Square: even('Square'),
  Sub: subtract,
};
