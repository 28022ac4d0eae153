import { unaryFunctions } from '../../../webgpu/mends/unary.ts';
import { sizeOf } from '../../trace/rule.ts';
import { factsOf, type Group, type GroupStep, operandsOf, type StepFacts } from '../group.ts';
import {
  activationCode,
  binaryFormula,
  cast,
  literal,
  reductionFormula,
  type Scalar,
  scalarOf,
  unaryFormula,
} from './formulas.ts';

/** What a group's code is made of. */
interface Source {
  readonly group: Group;
  readonly facts: readonly StepFacts[];
  readonly types: readonly Scalar[];
  /** Of each input the array that holds it. */
  readonly arrays: readonly string[];
}

/** Numbers that one invocation computes where there are no rows. */
export const EACH = 4;

/** How a group's work is shared: rows by workgroups, whose invocations share the columns, or rows and elements by invocations. */
export type GroupWays = 'elements' | 'rows alone' | 'rows together';

/**
 * The WGSL of a group. Its reads are the arrays, its writes out0, out1 …, its uniforms nan and infinity.
 *
 * @param arrays of each input, since several may be views of one tensor.
 */
export function groupCode(group: Group, arrays: readonly string[], way: GroupWays): string {
  const facts = factsOf(group);
  const types = facts.map(({ dtype }) => scalarOf(dtype));
  const source: Source = { group, facts, types, arrays };
  const functions = group.steps.map((step, i) => functionOf(step, i, source)).filter(Boolean);
  const names = group.steps.map((step) =>
    'attributes' in step && step.kernel.startsWith('ThawActivation') ? step.attributes!['name'] : '',
  );
  const activations = [...new Set(names)].filter(Boolean).map((name) => activationCode(name as string));
  return [
    unaryFunctions,
    ...activations,
    ...functions,
    way === 'elements' ? elements(source) : rows(source, way),
  ].join('\n');
}

/** Functions of numbers are declared, so that a formula may name its number several times. */
function functionOf(step: GroupStep, i: number, { facts, types }: Source): string {
  if (step.op === 'unary') {
    const type = types[step.a]!;
    return `fn step${i}(x: ${type}) -> ${types[i]} { return ${unaryFormula(step.kernel, step.attributes)}; }`;
  }
  if (step.op === 'binary') {
    const type = types[step.a]!;
    return `fn step${i}(a: ${type}, b: ${type}) -> ${types[i]} { return ${binaryFormula(step.kernel, type, step.attributes)}; }`;
  }
  if (step.op !== 'reduce') return '';
  const type = scalarOf(facts[i]!.dtype);
  return `fn step${i}(a: ${type}, b: ${type}) -> ${type} { return ${reductionFormula(step.kernel, type).both}; }`;
}

/** The places of an element of these axes of the nest: c0, c1 …, from its number in them. */
function coordinates(shape: readonly number[], first: number, last: number, from: string): string {
  const lines = [`var rest${first} = ${from};`];
  for (let axis = last - 1; axis >= first; axis--) {
    if (axis === first) lines.push(`let c${axis} = i32(rest${first});`);
    else lines.push(`let c${axis} = i32(rest${first} % ${shape[axis]}u); rest${first} /= ${shape[axis]}u;`);
  }
  return last > first ? lines.join('\n') : '';
}

/** The value of a step, of names of earlier ones. */
function valueOf(step: GroupStep, i: number, { group, types, arrays }: Source): string {
  switch (step.op) {
    case 'load': {
      const { strides, offset, dtype } = group.inputs[step.input]!;
      const parts = strides.flatMap((stride, axis) =>
        stride === 0 || group.shape[axis] === 1 ? [] : [stride === 1 ? `c${axis}` : `c${axis} * ${stride}`],
      );
      const place = [...(offset === 0 && parts.length > 0 ? [] : [String(offset)]), ...parts].join(' + ');
      const read = `${arrays[step.input]}[${place}]`;
      return dtype === 'bool' ? `${read} != 0` : read;
    }
    case 'literal':
      return literal(step.value, types[i]!);
    case 'unary':
      return `step${i}(s${step.a})`;
    case 'binary':
      return `step${i}(s${step.a}, s${step.b})`;
    case 'select':
      return `select(s${step.no}, s${step.yes}, s${step.condition})`;
    case 'cast':
      return cast(`s${step.a}`, types[step.a]!, types[i]!);
    case 'reduce':
      throw new Error('unreachable: a reduction is no value of an element.');
  }
}

/** Declares steps that are needed, and the earlier ones that they need, apart from those that stand already. */
function declare(wanted: readonly number[], standing: ReadonlySet<number>, source: Source): string {
  const needed = new Set<number>();
  const add = (i: number): void => {
    if (needed.has(i) || standing.has(i)) return;
    for (const operand of operandsOf(source.group.steps[i]!)) add(operand);
    needed.add(i);
  };
  for (const i of wanted) add(i);
  return [...needed].map((i) => `let s${i} = ${valueOf(source.group.steps[i]!, i, source)};`).join('\n');
}

const write = (output: number, step: number, place: string, { types }: Source): string =>
  `out${output}[${place}] = ${types[step] === 'bool' ? `select(0, 1, s${step})` : `s${step}`};`;

/** Each invocation has some elements. */
function elements(source: Source): string {
  const { shape, outputs } = source.group;
  const wanted = outputs.map(({ step }) => step);
  return `
fn main(group: u32, lane: u32) {
  for (var part = 0u; part < ${EACH}u; part++) {
    let i = (group * ${EACH}u + part) * workgroupSize + lane;
    if (i >= ${sizeOf(shape)}u) { return; }
    ${coordinates(shape, 0, shape.length, 'i')}
    ${declare(wanted, new Set(), source)}
    ${outputs.map(({ step }, k) => write(k, step, 'i', source)).join('\n')}
  }
}`;
}

/** The columns are gone through once for each reduction that another must wait for, and once more for what is written of each. */
function rows(source: Source, way: GroupWays): string {
  const { group, facts, types } = source;
  const { shape, outer, steps, outputs } = group;
  const columns = sizeOf(shape.slice(outer));
  const together = way === 'rows together';
  const reduces = steps.flatMap((step, i) => (step.op === 'reduce' ? [i] : []));
  const passes = Math.max(...facts.map(({ after }) => after)) + 1;
  const standing = new Set<number>();
  const parts: string[] = [];
  const ofRow = (pass: number): void => {
    const known = steps.flatMap((step, i) =>
      step.op !== 'reduce' && facts[i]!.per !== 'element' && facts[i]!.after === pass ? [i] : [],
    );
    parts.push(declare(known, standing, source));
    for (const i of known) standing.add(i);
  };
  for (let pass = 0; pass < passes; pass++) {
    ofRow(pass);
    const found = reduces.filter((i) => facts[i]!.after === pass + 1);
    const written = outputs.flatMap(({ step, per }, k) => {
      const ready = Math.max(facts[step]!.after, 0) === pass;
      return per === 'element' && ready ? [{ step, k }] : [];
    });
    for (const i of found) {
      parts.push(`var t${i} = ${reductionFormula(reductionName(steps[i]!), types[i]!).none};`);
    }
    const wanted = [...found.map((i) => operandsOf(steps[i]!)[0]!), ...written.map(({ step }) => step)];
    if (wanted.length > 0) {
      parts.push(`for (var j = ${together ? 'lane' : '0u'}; j < ${columns}u; j += ${together ? 'workgroupSize' : '1u'}) {
  ${coordinates(shape, outer, shape.length, 'j')}
  ${declare(wanted, standing, source)}
  ${found.map((i) => `t${i} = step${i}(t${i}, s${operandsOf(steps[i]!)[0]});`).join('\n')}
  ${written.map(({ step, k }) => write(k, step, `row * ${columns}u + j`, source)).join('\n')}
}`);
    }
    for (const i of found) {
      const total = together ? `together${i}(lane, t${i})` : `t${i}`;
      const mean = reductionName(steps[i]!) === 'Mean' ? ` / f32(${columns})` : '';
      parts.push(`let s${i} = ${total}${mean};`);
      standing.add(i);
    }
  }
  const ofRows = outputs
    .map(({ step, per }, k) => (per === 'row' ? write(k, step, 'row', source) : ''))
    .filter(Boolean);
  const begin = together ? 'let row = group;' : 'let row = group * workgroupSize + lane;';
  return `${together ? reduces.map((i) => bringTogether(i, types[i]!)).join('\n') : ''}
fn main(group: u32, lane: u32) {
  ${begin}
  ${together ? '' : `if (row >= ${sizeOf(shape.slice(0, outer))}u) { return; }`}
  ${coordinates(shape, 0, outer, 'row')}
  ${parts.join('\n')}
  ${ofRows.length > 0 ? `${together ? 'if (lane == 0) {' : '{'} ${ofRows.join('\n')} }` : ''}
}`;
}

const reductionName = (step: GroupStep): string => (step as GroupStep & { op: 'reduce' }).kernel;

/** What the invocations of a workgroup have found of a reduction, as one number for all of them. */
function bringTogether(i: number, type: Scalar): string {
  return `
var<workgroup> shared${i}: array<${type}, workgroupSize>;
fn together${i}(lane: u32, value: ${type}) -> ${type} {
  shared${i}[lane] = value;
  workgroupBarrier();
  for (var half = workgroupSize / 2; half > 0; half /= 2) {
    if (lane < half) { shared${i}[lane] = step${i}(shared${i}[lane], shared${i}[lane + half]); }
    workgroupBarrier();
  }
  let all = shared${i}[0];
  workgroupBarrier();
  return all;
}`;
}
