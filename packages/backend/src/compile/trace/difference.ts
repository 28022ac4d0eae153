import { exactText } from '../exact-text.ts';
import type { Graph, Operation } from './graph.ts';

/**
 * Where two traces of one step differ, in words: what differs was decided by JavaScript and would stay as it was in the first.
 * Undefined where they are the same.
 */
export function differenceOf(first: Graph, second: Graph): string | undefined {
  for (let i = 0; i < Math.max(first.operations.length, second.operations.length); i++) {
    const [a, b] = [first.operations[i], second.operations[i]];
    if (!a || !b || a.kernel !== b.kernel || !isSame(placesOf(a), placesOf(b))) {
      return (
        `operation ${i} is ${a?.kernel ?? 'none'} in one run and ${b?.kernel ?? 'none'} in the next: the step goes another way from run to ` +
        'run; decide before it, or by tf.where.'
      );
    }
    const name = Object.keys(a.attributes).find((key) => !isSame(a.attributes[key], b.attributes[key]));
    if (name !== undefined) {
      return `${a.kernel} has ${name} ${told(a.attributes[name])} in one run and ${told(b.attributes[name])} in the next; pass it to the step as a tensor.`;
    }
  }
  if (first.live.some(({ random }, i) => random !== second.live[i]?.random)) {
    return (
      'a generator of random numbers is made in the step (new Random, Random.from), anew in each run; make it before the step, or ' +
      'let the step take random.fork(label) of one that was.'
    );
  }
  for (const [i, { value, numbers }] of first.constants.entries()) {
    const other = second.constants[i]?.numbers;
    const place = numbers.findIndex((number, j) => !Object.is(number, other?.[j]));
    if (place < 0) continue;
    const reader = first.operations.find(({ inputs }) => Object.values(inputs).includes(value));
    return (
      `a number that ${reader?.kernel ?? 'the step'} reads, in a tensor [${value.shape.join(', ')}] made in the step, is ${numbers[place]} in one run and ` +
      `${other?.[place]} in the next; pass it to the step as a tensor.`
    );
  }
  return undefined;
}

/** The same for a trace that comes later: the tensors and variables that the step takes from outside may have become others too. */
export function changeBetween(first: Graph, later: Graph): string | undefined {
  const difference = differenceOf(first, later);
  if (difference !== undefined) return difference;
  const other =
    first.captured.find(({ tensor }, i) => tensor !== later.captured[i]?.tensor)?.tensor ??
    first.states.find(({ variable }, i) => variable !== later.states[i]?.variable)?.variable;
  if (!other) return undefined;
  return `a tensor [${other.shape.join(', ')}] that the step takes from outside is another; pass it to the step, or assign to a variable.`;
}

const placesOf = ({ inputs, outputs }: Operation): unknown => [
  Object.entries(inputs).map(([name, { id }]) => [name, id]),
  outputs.map(({ id, shape, dtype }) => [id, shape, dtype]),
];
const told = (value: unknown): string => JSON.stringify(value) ?? String(value);
const isSame = (a: unknown, b: unknown): boolean => exactText(a) === exactText(b);
