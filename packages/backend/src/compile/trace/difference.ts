import { exactText } from '../exact-text.ts';
import type { Graph, Operation } from './graph.ts';

/**
 * Where two traces of one step differ, in words: what differs was decided by JavaScript and would stay as it was in the first.
 * Undefined where they are the same.
 */
export function differenceOf(first: Graph, second: Graph): string | undefined {
  for (let i = 0; i < Math.max(first.operations.length, second.operations.length); i++) {
    const [a, b] = [first.operations[i], second.operations[i]];
    if (!a || !b || a.kernel !== b.kernel || !isSame(idsOf(a.inputs), idsOf(b.inputs))) {
      const other = b && a?.kernel === b.kernel ? `${b.kernel} of something else` : (b?.kernel ?? 'none');
      return (
        `operation ${i} is ${a?.kernel ?? 'none'} in one run and ${other} in the next: the step goes another way from run to ` +
        'run; decide before it, or by tf.where.'
      );
    }
    if (!isSame(metasOf(a), metasOf(b))) {
      return (
        `${a.kernel} makes ${toldMetas(a)} in one run and ${toldMetas(b)} in the next; shapes and types must follow from those of the ` +
        'inputs of the step.'
      );
    }
    const name = Object.keys(a.attributes).find((key) => !isSame(a.attributes[key], b.attributes[key]));
    if (name !== undefined) {
      return (
        `${a.kernel} has ${name} ${told(a.attributes[name])} in one run and ${told(b.attributes[name])} in the next; it is no tensor and stays ` +
        'as it is: compute with a tensor in its place, an input or liveTensor(() => …), or have a program for each (variant).'
      );
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
      `${other?.[place]} in the next; ${COMES_ANEW}.`
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

/** How numbers come that change. */
const COMES_ANEW = 'pass it to the step as a tensor, or let each run compute it: liveTensor(() => …)';

const idsOf = (inputs: Operation['inputs']): unknown =>
  Object.entries(inputs).map(([name, { id }]) => [name, id]);
const metasOf = ({ outputs }: Operation): unknown =>
  outputs.map(({ id, shape, dtype }) => [id, shape, dtype]);
const toldMetas = ({ outputs }: Operation): string =>
  outputs.map(({ shape, dtype }) => `${dtype} [${shape.join(', ')}]`).join(', ');
const told = (value: unknown): string => JSON.stringify(value) ?? String(value);
const isSame = (a: unknown, b: unknown): boolean => exactText(a) === exactText(b);
