import { factsOf, type Group, type GroupStep, operandsOf, type StepFacts } from '../group.ts';
import { castFormula, formulaOf } from './formulas.ts';
import type { Nest } from './nest.ts';

/** One run through the columns of a row. */
export interface Loop {
  /** What is computed once, before it: steps that are one number for the row. */
  readonly before: readonly number[];
  /** What is computed of each element, in order. */
  readonly each: readonly number[];
  /** The reductions that it makes. */
  readonly reduces: readonly number[];
  /** The outputs, by their places in the group, whose elements are written. */
  readonly writes: readonly number[];
  /** Steps that are kept for a later loop, as numbers in the thread's own scratch. */
  readonly keeps: readonly number[];
  /** Steps that an earlier loop kept. */
  readonly kept: readonly number[];
}

export interface Schedule {
  readonly facts: readonly StepFacts[];
  readonly loops: readonly Loop[];
  /** Steps that are kept from one loop to another, each with room of its own. */
  readonly kept: readonly number[];
  /** How many instructions each step is, about. */
  readonly costs: readonly number[];
  /** How many an element is in all loops. */
  readonly cost: number;
}

/** How many instructions a function of assembly/lanes.as has, about. */
const FUNCTION = 40;

/**
 * Which steps are computed when: once a row or for each element, and in which run through the columns. As many runs as reductions that
 * stand one behind the other, and one more; what costs much and is needed in two of them is kept where there is room for it.
 *
 * @param room how many numbers a thread may keep.
 */
export function scheduleOf(group: Group, nest: Nest, columns: number, room: number): Schedule {
  const facts = factsOf(group);
  const varies = variation(group, nest);
  const costs = group.steps.map((step, i) => costOf(step, facts, i));
  const needed = neededSteps(group);
  const last = Math.max(...group.outputs.map(({ step }) => facts[step]!.after));
  const keepsFrom = (allowed: boolean): Loop[] => {
    const computedIn = new Map<number, number>();
    return Array.from({ length: last + 1 }, (_, run) => loopOf(run, allowed ? computedIn : undefined));
  };
  const loopOf = (run: number, computedIn?: Map<number, number>): Loop => {
    const at = (i: number): boolean => facts[i]!.after === run;
    const reduces = [...needed].filter((i) => group.steps[i]!.op === 'reduce' && facts[i]!.after === run + 1);
    const writes = group.outputs.flatMap(({ step }, i) => (isWhole(group, i) && at(step) ? [i] : []));
    const each = new Set<number>();
    const kept = new Set<number>();
    const visit = (i: number): void => {
      if (!varies[i] || each.has(i)) return;
      if (costs[i]! >= FUNCTION && computedIn) {
        if (!computedIn.has(i)) computedIn.set(i, run);
        if (computedIn.get(i)! < run) {
          kept.add(i);
          return;
        }
      }
      for (const operand of operandsOf(group.steps[i]!)) visit(operand);
      each.add(i);
    };
    for (const i of reduces) visit((group.steps[i] as { a: number }).a);
    for (const i of writes) visit(group.outputs[i]!.step);
    const before = [...needed].filter((i) => !varies[i] && at(i) && group.steps[i]!.op !== 'reduce');
    return { before, each: [...each], reduces, writes, keeps: [], kept: [...kept] };
  };
  let loops = keepsFrom(true);
  let kept = [...new Set(loops.flatMap((loop) => loop.kept))];
  if (kept.length * columns > room) {
    loops = keepsFrom(false);
    kept = [];
  }
  loops = loops.map((loop) => ({ ...loop, keeps: loop.each.filter((i) => kept.includes(i)) }));
  const cost = loops.reduce((sum, { each }) => sum + each.reduce((all, i) => all + costs[i]!, 1), 0);
  return { facts, loops, kept, costs, cost };
}

/** Whether an output has a number for each element; where nothing is reduced, rows are elements. */
export function isWhole(group: Group, output: number): boolean {
  return group.outputs[output]!.per === 'element' || group.shape.length === group.outer;
}

/** Whether a step differs from column to column. */
function variation({ steps }: Group, nest: Nest): boolean[] {
  const varies: boolean[] = [];
  for (const step of steps) {
    const own = step.op === 'load' && nest.views[step.input]!.columns.some((stride) => stride !== 0);
    varies.push(own || (step.op !== 'reduce' && operandsOf(step).some((i) => varies[i])));
  }
  return varies;
}

/** In their order, those on which an output depends. */
function neededSteps({ steps, outputs }: Group): readonly number[] {
  const needed = new Set(outputs.map(({ step }) => step));
  for (let i = steps.length - 1; i >= 0; i--) {
    if (needed.has(i)) for (const operand of operandsOf(steps[i]!)) needed.add(operand);
  }
  return [...needed].sort((a, b) => a - b);
}

function costOf(step: GroupStep, facts: readonly StepFacts[], i: number): number {
  const text =
    step.op === 'unary' || step.op === 'binary'
      ? formulaOf(step.kernel, facts[step.a]!.dtype, step.attributes)?.text
      : step.op === 'cast'
        ? castFormula(facts[step.a]!.dtype, facts[i]!.dtype)
        : undefined;
  if (text === undefined) return 1;
  return text
    .split(' ')
    .reduce((sum, token) => sum + (token.startsWith('@') ? FUNCTION : token.includes('.') ? 1 : 0), 0);
}
