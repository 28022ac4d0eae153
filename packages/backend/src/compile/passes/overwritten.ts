import type { Graph, Value } from '../trace/graph.ts';
import { changedInputs } from '../trace/operation-rules.ts';

/**
 * Until when each value that a step overwrites may be read: up to the operation of this number, which changes it where it lies; what a
 * variable held that is assigned to, up to the end of the operations. A value that is not named keeps its numbers.
 */
export function overwrittenAt({ operations, states }: Graph): ReadonlyMap<Value, number> {
  const places = new Map<Value, number>();
  for (const { before, after } of states) if (before !== after) places.set(before, operations.length);
  for (const [place, { kernel, inputs }] of operations.entries()) {
    for (const name of changedInputs(kernel, inputs)) places.set(inputs[name]!, place);
  }
  return places;
}

/** The number of the last operation that reads each value; Infinity for one that is read after all of them. */
export function lastReads({ operations, outputs, states }: Graph): Map<Value, number> {
  const places = new Map<Value, number>();
  for (const [place, { inputs }] of operations.entries()) {
    for (const value of Object.values(inputs)) places.set(value, place);
  }
  for (const value of Object.values(outputs)) places.set(value, Infinity);
  for (const { after } of states) places.set(after, Infinity);
  return places;
}
