import type { Graph, Operation, Value } from '../trace/graph.ts';
import { changedInputs } from '../trace/operation-rules.ts';
import { bytesOf } from '../trace/rule.ts';
import { ownersRead, peakMemory, sharedMemory } from './peak-memory.ts';
import { endsOf } from './rewrite.ts';

/**
 * Puts the operations into an order in which they need less memory at once: of those that may be next, the one that leaves the least
 * behind, the earlier one where two leave as much. Updates come after all that reads what they overwrite.
 *
 * @returns the same graph where its own order needs as little.
 */
export function reorderForMemory(graph: Graph): Graph {
  const reordered = { ...graph, operations: greedyOrder(graph) };
  return peakMemory(reordered).bytes < peakMemory(graph).bytes ? reordered : graph;
}

function greedyOrder(graph: Graph): Operation[] {
  const { operations } = graph;
  const shared = sharedMemory(graph);
  const owner = (value: Value): Value => shared.get(value) ?? value;
  const waits = waitsOf(operations, owner);
  const followers = operations.map((): number[] => []);
  for (const [place, others] of waits.entries()) for (const other of others) followers[other]!.push(place);
  const left = waits.map(({ size }) => size);
  const readers = new Map<Value, number>();
  const count = (value: Value, by: number): number => {
    const now = (readers.get(value) ?? 0) + by;
    readers.set(value, now);
    return now;
  };
  for (const operation of operations) for (const value of ownersRead(operation, shared)) count(value, 1);
  for (const value of endsOf(graph)) count(owner(value), 1); // is read in the end
  const made = new Set(operations.flatMap(({ outputs }) => outputs.map(owner)));

  /** How many bytes more are held once an operation is done. */
  const growth = (operation: Operation): number => {
    let bytes = 0;
    for (const value of operation.outputs)
      if (!shared.has(value) && readers.get(value)) bytes += bytesOf(value);
    for (const value of ownersRead(operation, shared)) {
      if (readers.get(value) === 1 && made.has(value)) bytes -= bytesOf(value);
    }
    return bytes;
  };

  const ready = left.flatMap((waiting, place) => (waiting === 0 ? [place] : []));
  const order: Operation[] = [];
  while (ready.length > 0) {
    const growths = ready.map((place) => growth(operations[place]!));
    const least = Math.min(...growths);
    const best = ready.reduce((a, b, i) => (growths[i] === least && b < a ? b : a), Infinity);
    ready.splice(ready.indexOf(best), 1);
    const operation = operations[best]!;
    order.push(operation);
    for (const value of ownersRead(operation, shared)) count(value, -1);
    for (const follower of followers[best]!) if (--left[follower]! === 0) ready.push(follower);
  }
  return order;
}

/** The operations that each must come after, by their numbers. */
function waitsOf(operations: readonly Operation[], owner: (value: Value) => Value): Set<number>[] {
  const producers = new Map<Value, number>();
  for (const [place, { outputs }] of operations.entries()) {
    for (const value of outputs) producers.set(value, place);
  }
  const waits = operations.map(({ inputs }) => {
    const given = Object.values(inputs).map((value) => producers.get(value));
    return new Set(given.filter((place) => place !== undefined));
  });
  // What an update overwrites: all that reads it before must be done, all that reads what it becomes comes after by itself.
  const readSince = new Map<Value, number[]>();
  for (const [place, { kernel, inputs }] of operations.entries()) {
    const changed = new Set(changedInputs(kernel, inputs).map((name) => owner(inputs[name]!)));
    for (const value of changed) for (const reader of readSince.get(value) ?? []) waits[place]!.add(reader);
    for (const value of new Set(Object.values(inputs).map(owner))) {
      const known = readSince.get(value);
      if (known && !changed.has(value)) known.push(place);
      else readSince.set(value, changed.has(value) ? [] : [place]);
    }
  }
  return waits;
}
