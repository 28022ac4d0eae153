import { sizeOf } from '../trace/rule.ts';
import { factsOf, type Group, type GroupInput, type GroupStep } from './group.ts';

/**
 * What a group costs, in additions: to call it, to read and write its numbers, and to compute. Rough numbers that order what can be
 * chosen between, for a processor and for a GPU alike.
 */
export function costOf(group: Group): number {
  const counts = countsOf(group);
  const loads = group.inputs.reduce((sum, input) => sum + loadCost(input, group, counts.element), 0);
  const stores = group.outputs.reduce((sum, { per }) => sum + MEMORY * counts[per], 0);
  return CALL + loads + stores + arithmeticOf(group);
}

/** What a group computes, in additions. */
export function arithmeticOf(group: Group): number {
  const counts = countsOf(group);
  const facts = factsOf(group);
  return group.steps.reduce((sum, step, i) => {
    return sum + stepCost(step) * (step.op === 'reduce' ? counts.element : counts[facts[i]!.per]);
  }, 0);
}

/** A call of a kernel: threads that meet, a dispatch. */
const CALL = 4096;
/** A number read or written. */
const MEMORY = 4;
/** A number that does not lie beside the one before it. */
const APART = 4;

const costly = /* @__PURE__ */ new Set(
  'Elu EluGrad Erf Exp Expm1 Log Log1p Selu Sigmoid Softplus Tanh ThawActivation ThawActivationGradient'.split(
    ' ',
  ),
);
const slow = /* @__PURE__ */ new Set('RealDiv Reciprocal Rsqrt Sqrt'.split(' '));

function stepCost(step: GroupStep): number {
  if (step.op === 'load' || step.op === 'literal') return 0;
  if (!('kernel' in step)) return 1;
  return costly.has(step.kernel) ? 16 : slow.has(step.kernel) ? 4 : 1;
}

function countsOf({ shape, outer }: Group): { element: number; row: number; all: number } {
  return { element: sizeOf(shape), row: sizeOf(shape.slice(0, outer)), all: 1 };
}

function loadCost({ strides }: GroupInput, { shape }: Group, elements: number): number {
  const different = sizeOf(shape.filter((_, axis) => strides[axis] !== 0));
  const isBeside = Math.abs(strides.at(-1) ?? 0) <= 1;
  return different * MEMORY + (isBeside ? 0 : elements * APART);
}
