import { tf } from '../../tfjs.ts';
import type { Graph, Operation, Value } from '../trace/graph.ts';
import { axisOf, sizeOf } from '../trace/rule.ts';
import { overwrittenAt } from './overwritten.ts';
import { sharedMemory } from './peak-memory.ts';
import { endsOf } from './rewrite.ts';

/** A value whose numbers are those of another one, from a place on: where both lie there, nothing needs to be copied. */
export interface Placement {
  readonly whole: Value;
  /** How many numbers of the whole come before it. */
  readonly offset: number;
}

/**
 * What is cut from a tensor in one piece (Slice, SplitV, Unpack along the first axis that is longer than 1), and so may lie in it.
 *
 * It is safe: the whole is never overwritten, so that it holds the numbers for as long as it is kept; and what is cut is neither
 * returned nor kept by a variable, which must have memory of its own. A program must keep the whole until the last of its parts was read.
 */
export function partsOf(graph: Graph): Map<Value, Placement> {
  const shared = sharedMemory(graph);
  const owner = (value: Value): Value => shared.get(value) ?? value;
  const changed = new Set([...overwrittenAt(graph).keys()].map(owner));
  const ends = new Set(endsOf(graph).map(owner));
  const placements = new Map<Value, Placement>();
  for (const operation of graph.operations) {
    const [whole] = Object.values(operation.inputs);
    const offsets = whole && offsetsOf(operation, whole);
    if (!offsets || changed.has(owner(whole))) continue;
    if (operation.outputs.some((part) => ends.has(part) || changed.has(part))) continue;
    for (const [i, part] of operation.outputs.entries()) placements.set(part, { whole, offset: offsets[i]! });
  }
  return placements;
}

/** How many numbers of the input come before each output; undefined where these are no pieces of it. */
function offsetsOf({ kernel, attributes, outputs }: Operation, whole: Value): number[] | undefined {
  if (sizeOf(whole.shape) === 0) return undefined;
  if (kernel === 'Slice') {
    const { shape } = outputs[0]!;
    const tensor = { rank: whole.shape.length, shape: whole.shape } as unknown as tf.Tensor;
    const { begin, size } = attributes as { begin: number[]; size: number[] };
    const [first] = tf.slice_util.parseSliceParams(tensor, begin, size);
    const cut = shape.findIndex((length) => length !== 1); // of the axes behind it all must be there
    const isPiece = cut < 0 || shape.every((length, i) => i <= cut || length === whole.shape[i]);
    return isPiece ? [placeOf(first!, whole.shape)] : undefined;
  }
  if (kernel !== 'SplitV' && kernel !== 'Unpack') return undefined;
  const axis = axisOf(attributes['axis'] as number, whole.shape.length);
  return isFirst(whole.shape, axis) ? runningSizes(outputs) : undefined;
}

function placeOf(begin: readonly number[], shape: readonly number[]): number {
  return begin.reduce((place, index, axis) => place * shape[axis]! + index, 0);
}

/** Whether along this axis there are pieces: those before it have length 1. */
function isFirst(shape: readonly number[], axis: number): boolean {
  return sizeOf(shape.slice(0, axis)) === 1;
}

function runningSizes(values: readonly Value[]): number[] {
  let place = 0;
  return values.map(({ shape }) => (place += sizeOf(shape)) - sizeOf(shape));
}

/**
 * What is joined to a tensor in one piece (Concat, Pack along the first axis that is longer than 1), and so may be written there at once.
 *
 * It is safe: an operation makes each part, as memory of its own that nothing overwrites, returns or keeps; no part stands twice in a
 * whole or in two of them; and the whole is no variable's. A program must keep the memory of the whole from its first part on. Where not
 * all parts of a whole are so, none is placed.
 */
export function writtenInWholes(graph: Graph): Map<Value, Placement> {
  const shared = sharedMemory(graph);
  const sharing = new Set([...shared.keys(), ...shared.values()]);
  const cut = partsOf(graph);
  const changed = overwrittenAt(graph);
  const ends = new Set(endsOf(graph));
  const makers = new Map(
    graph.operations.flatMap((operation) => operation.outputs.map((made) => [made, operation])),
  );
  const placements = new Map<Value, Placement>();
  for (const { kernel, inputs, attributes, outputs } of graph.operations) {
    if (kernel !== 'Concat' && kernel !== 'Pack') continue;
    const [whole, parts] = [outputs[0]!, Object.values(inputs)];
    const axis = axisOf(attributes['axis'] as number, whole.shape.length);
    const isOwn = (part: Value): boolean =>
      makers.has(part) && !sharing.has(part) && !cut.has(part) && !changed.has(part) && !ends.has(part);
    const isFree =
      graph.states.every(({ after }) => (shared.get(after) ?? after) !== whole) && !changed.has(whole);
    const isOnce = new Set(parts).size === parts.length && !parts.some((part) => placements.has(part));
    if (!isFirst(whole.shape, axis) || !isFree || !isOnce || !parts.every(isOwn)) continue;
    const offsets = runningSizes(parts);
    for (const [i, part] of parts.entries()) placements.set(part, { whole, offset: offsets[i]! });
  }
  return placements;
}
