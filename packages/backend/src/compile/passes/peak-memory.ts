import type { Graph, Operation, Value } from '../trace/graph.ts';
import { changedInputs } from '../trace/operation-rules.ts';
import { bytesOf } from '../trace/rule.ts';
import { lastReads } from './overwritten.ts';

/** When memory that operations write is needed: from the operation of one number to that of another, Infinity where the step returns it. */
export interface Lifetime {
  readonly value: Value;
  readonly first: number;
  readonly last: number;
  readonly bytes: number;
}

/** Kernels whose output is their input under another name. */
const names = /* @__PURE__ */ new Set('ExpandDims Identity Reshape'.split(' '));

/** The value whose memory each value has, where that is another's: what a reshape is made of, and what an update changes where it lies. */
export function sharedMemory({ operations }: Graph): Map<Value, Value> {
  const shared = new Map<Value, Value>();
  const share = (value: Value, source: Value): void => void shared.set(value, shared.get(source) ?? source);
  for (const { kernel, inputs, outputs } of operations) {
    if (names.has(kernel)) share(outputs[0]!, Object.values(inputs)[0]!);
    for (const [i, name] of changedInputs(kernel, inputs).entries()) share(outputs[i]!, inputs[name]!);
  }
  return shared;
}

/** The lifetimes of what the operations of a graph write, in their order. What the step is given and keeps is not among them. */
export function lifetimesOf(graph: Graph): Lifetime[] {
  const shared = sharedMemory(graph);
  const last = new Map<Value, number>();
  for (const [value, place] of lastReads(graph)) {
    const owner = shared.get(value) ?? value;
    last.set(owner, Math.max(last.get(owner) ?? -1, place));
  }
  return graph.operations.flatMap(({ outputs }, first) =>
    outputs
      .filter((value) => !shared.has(value))
      .map((value) => ({
        value,
        first,
        last: Math.max(first, last.get(value) ?? first),
        bytes: bytesOf(value),
      })),
  );
}

/** The most bytes that the operations of a graph need at once, in their order, and at which of them that is. */
export function peakMemory(graph: Graph): { readonly bytes: number; readonly at: number } {
  const changes = Array.from({ length: graph.operations.length + 1 }, () => 0);
  for (const { first, last, bytes } of lifetimesOf(graph)) {
    changes[first]! += bytes;
    if (last < graph.operations.length) changes[last + 1]! -= bytes;
  }
  let [bytes, at, now] = [0, 0, 0];
  for (const [place, change] of changes.entries()) {
    now += change;
    if (now > bytes) [bytes, at] = [now, place];
  }
  return { bytes, at };
}

/** The names of an operation's inputs that are read by it, each owner of memory once. */
export function ownersRead({ inputs }: Operation, shared: ReadonlyMap<Value, Value>): Set<Value> {
  return new Set(Object.values(inputs).map((value) => shared.get(value) ?? value));
}
