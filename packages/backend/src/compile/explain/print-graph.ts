import { describeGroup } from '../group/describe-group.ts';
import { type Group, GROUP } from '../group/group.ts';
import type { Graph, Operation, Value } from '../trace/graph.ts';

/** A graph as lines of text, its values numbered as they appear: what comes in, what is computed, what goes out. */
export function printGraph(graph: Graph): string[] {
  const numbers = new Map<Value, number>();
  const name = (value: Value): string => {
    if (!numbers.has(value)) numbers.set(value, numbers.size);
    return `v${numbers.get(value)}`;
  };
  const meta = (value: Value): string => `${name(value)} ${value.dtype} [${value.shape.join(', ')}]`;
  const print = ({ kernel, inputs, outputs, attributes }: Operation): string => {
    const given = Object.values(inputs).map(name).join(' ');
    const told = kernel === GROUP ? `: ${describeGroup(attributes['group'] as Group)}` : settings(attributes);
    return `${outputs.map(meta).join(', ')} = ${kernel} ${given}${told}`;
  };
  return [
    ...graph.inputs.map((value) => `${meta(value)} is an input`),
    ...graph.constants.map((constant) => `${meta(constant.value)} is ${first(constant.numbers)}`),
    ...graph.captured.map(({ value }) => `${meta(value)} is a tensor from outside`),
    ...graph.live.map(({ value }) => `${meta(value)} is computed before each run`),
    ...graph.states.map(({ variable, before }) => `${meta(before)} is the variable ${variable.name}`),
    ...graph.operations.map(print),
    ...graph.states
      .filter(({ before, after }) => after !== before)
      .map(({ variable, after }) => `the variable ${variable.name} becomes ${name(after)}`),
    ...Object.entries(graph.outputs).map(([key, value]) => `${key} is ${name(value)}`),
  ];
}

function first(numbers: ArrayLike<number>): string {
  return Array.from(numbers).slice(0, 4).join(', ') + (numbers.length > 4 ? ' …' : '');
}

function settings(attributes: Operation['attributes']): string {
  const set = Object.entries(attributes).filter(([, value]) => value !== undefined && value !== null);
  return set.length > 0 ? ` (${set.map(([key, value]) => `${key} ${shown(value)}`).join(', ')})` : '';
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
