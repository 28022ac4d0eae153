import type { tf } from '../../tfjs.ts';
import type { Attributes } from '../trace/rule.ts';
import { binaryTypes, type ReductionName } from './elements.ts';

/** The name of the kernel that computes a group. Its inputs are a list, '0', '1' …; its attributes are { group }. */
export const GROUP = 'ThawGroup';

/**
 * Several operations in one loop: each number is read, computed and written once, and what lies between is never stored.
 *
 * The loop runs over a nest of axes, rows outside and columns inside. Most steps compute a number of each element. A reduction makes one
 * number of the columns of each row, which later steps may use for each element again: so softmax is one group of two reductions.
 */
export interface Group {
  /** The lengths of the axes of the nest, the outermost first; of rank 0 there is one element. */
  readonly shape: readonly number[];
  /** How many of the axes are rows; the others are the columns over which reductions run. Without reductions all are rows. */
  readonly outer: number;
  /** In the order of the kernel's inputs; the same tensor may come several times, with other strides. */
  readonly inputs: readonly GroupInput[];
  /** Each uses earlier ones, by their places in this list. */
  readonly steps: readonly GroupStep[];
  readonly outputs: readonly GroupOutput[];
}

/** Where the numbers of an input lie: the one of element (i, j, …) at offset + i·strides[0] + j·strides[1] + … */
export interface GroupInput {
  /** In numbers, one for each axis of the nest: 0 repeats (broadcast), below 0 runs backwards. Any view is an input. */
  readonly strides: readonly number[];
  readonly offset: number;
  readonly dtype: tf.DataType;
}

/** What becomes of an element. A kernel gives the numbers that the kernel of this name gives by itself, to the bit, reductions apart. */
export type GroupStep =
  | { readonly op: 'load'; readonly input: number }
  | { readonly op: 'literal'; readonly value: number; readonly dtype: tf.DataType }
  | {
      readonly op: 'unary';
      /** One of `unaryTypes`. */
      readonly kernel: string;
      readonly a: number;
      readonly attributes?: Attributes;
    }
  | {
      readonly op: 'binary';
      /** One of `binaryTypes`, where it is written which of the kernel's inputs are a and b. */
      readonly kernel: string;
      readonly a: number;
      readonly b: number;
      readonly attributes?: Attributes;
    }
  | { readonly op: 'select'; readonly condition: number; readonly yes: number; readonly no: number }
  | { readonly op: 'cast'; readonly a: number; readonly dtype: tf.DataType }
  /** Over the columns of each row. */
  | { readonly op: 'reduce'; readonly kernel: ReductionName; readonly a: number };

/** A step whose numbers are written, densely, in the order of the nest: one for each element, or one for each row. */
export interface GroupOutput {
  readonly step: number;
  readonly per: 'element' | 'row';
  /** That of the tensor: as many numbers as the nest has elements, or rows. */
  readonly shape: readonly number[];
  readonly dtype: tf.DataType;
}

/** What is known of a step without computing it. */
export interface StepFacts {
  readonly dtype: tf.DataType;
  /** Whether it is one number for all, one for each row, or one for each element. */
  readonly per: 'all' | 'row' | 'element';
  /** How many times the columns must have been run through before it is known: the number of reductions that stand one behind the other. */
  readonly after: number;
}

/** The steps that a step uses, by their places. */
export function operandsOf(step: GroupStep): readonly number[] {
  switch (step.op) {
    case 'load':
    case 'literal':
      return [];
    case 'unary':
    case 'cast':
    case 'reduce':
      return [step.a];
    case 'binary':
      return [step.a, step.b];
    case 'select':
      return [step.condition, step.yes, step.no];
  }
}

/** What is known of each step of a group. */
export function factsOf(group: Group): readonly StepFacts[] {
  const facts: StepFacts[] = [];
  for (const step of group.steps) {
    const operands = operandsOf(step).map((i) => facts[i]!);
    const after = Math.max(0, ...operands.map((operand) => operand.after));
    facts.push({
      dtype: dtypeOf(step, facts, group),
      per: perOf(step, operands, group),
      after: step.op === 'reduce' ? after + 1 : after,
    });
  }
  return facts;
}

function dtypeOf(step: GroupStep, facts: readonly StepFacts[], group: Group): tf.DataType {
  switch (step.op) {
    case 'load':
      return group.inputs[step.input]!.dtype;
    case 'literal':
    case 'cast':
      return step.dtype;
    case 'unary':
    case 'reduce':
      return facts[step.a]!.dtype;
    case 'binary':
      return binaryTypes[step.kernel]!.makes ?? facts[step.a]!.dtype;
    case 'select':
      return facts[step.yes]!.dtype;
  }
}

function perOf(step: GroupStep, operands: readonly StepFacts[], { inputs, outer }: Group): StepFacts['per'] {
  if (step.op === 'reduce') return 'row';
  const parts = operands.map(({ per }) => per);
  if (step.op === 'load') {
    const { strides } = inputs[step.input]!;
    parts.push(
      strides.every((stride) => stride === 0) ? 'all' : onlyRows(strides, outer) ? 'row' : 'element',
    );
  }
  return parts.includes('element') ? 'element' : parts.includes('row') ? 'row' : 'all';
}

/** Whether a row's columns are one number. */
function onlyRows(strides: readonly number[], outer: number): boolean {
  return outer < strides.length && strides.slice(outer).every((stride) => stride === 0);
}
