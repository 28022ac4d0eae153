import type { Graph, Value } from '../trace/graph.ts';
import { withLiteral } from './algebra.ts';
import { literalOf } from './literal-of.ts';
import { rewrite, type Rewriting, type Visit, type Visits } from './rewrite.ts';

/**
 * Algebra that holds for real numbers: where a number is NaN or infinite the outcome may be another, a zero may change its sign, and
 * the last bits may differ. x + 0 = x, x·0 = 0, 0/x = 0, x − x = 0, x/x = 1, x² and √x for powers, x/c = x·(1/c), (x·b)·c = x·(b·c).
 */
export function loosenAlgebra(graph: Graph): Graph {
  return rewrite(graph, visits);
}

function filled({ shape, dtype }: Value, value: number, rewriting: Rewriting): readonly Value[] {
  return rewriting.call('Fill', {}, { shape: [...shape], value, dtype });
}

const scalar = (number: number, rewriting: Rewriting): Value =>
  rewriting.constant(new Float32Array([number]), [], 'float32');

const add: Visit = (operation, rewriting) => {
  const literal = withLiteral(operation, rewriting);
  return literal?.number === 0 ? [literal.x] : undefined;
};

const subtract: Visit = (operation, rewriting) => {
  const literal = withLiteral(operation, rewriting);
  if (literal?.number === 0) return literal.isSecond ? [literal.x] : rewriting.call('Neg', { x: literal.x });
  const { a, b } = operation.inputs;
  return a === b ? filled(operation.outputs[0]!, 0, rewriting) : undefined;
};

const multiply: Visit = (operation, rewriting) => {
  const literal = withLiteral(operation, rewriting);
  if (!literal) return undefined;
  if (literal.number === 0) return filled(operation.outputs[0]!, 0, rewriting);
  const before = literal.x.dtype === 'float32' && rewriting.madeBy('Multiply', literal.x);
  const inner = before ? withLiteral(before, rewriting) : undefined;
  return (
    inner && rewriting.call('Multiply', { a: inner.x, b: scalar(inner.number * literal.number, rewriting) })
  );
};

const divide: Visit = (operation, rewriting) => {
  const { a, b } = operation.inputs as { a: Value; b: Value };
  const output = operation.outputs[0]!;
  if (output.dtype !== 'float32') return undefined;
  if (a === b) return filled(output, 1, rewriting);
  if (literalOf(a, rewriting) === 0) return filled(output, 0, rewriting);
  const literal = withLiteral(operation, rewriting);
  const inverse = literal?.isSecond ? Math.fround(1 / literal.number) : Infinity;
  return literal && Number.isFinite(inverse) && inverse !== 0
    ? rewriting.call('Multiply', { a: literal.x, b: scalar(inverse, rewriting) })
    : undefined;
};

const power: Visit = (operation, rewriting) => {
  const literal = withLiteral(operation, rewriting);
  if (!literal?.isSecond || literal.x.dtype !== 'float32') return undefined;
  const { x, number } = literal;
  if (number === 0) return filled(x, 1, rewriting);
  const kernel = powers.get(number);
  return kernel === undefined ? undefined : rewriting.call(kernel, { x });
};

const powers: ReadonlyMap<number, string> = /* @__PURE__ */ new Map([
  [2, 'Square'],
  [0.5, 'Sqrt'],
  [-0.5, 'Rsqrt'],
  [-1, 'Reciprocal'],
]);

const visits: Visits = {
  Add: add,
  Multiply: multiply,
  Pow: power,
  RealDiv: divide,
  Sub: subtract,
};
