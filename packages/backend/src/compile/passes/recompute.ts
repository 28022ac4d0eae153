import type { Graph, Operation, Value } from '../trace/graph.ts';
import { changedInputs } from '../trace/operation-rules.ts';
import { type Lifetime, lifetimesOf, peakMemory, sharedMemory } from './peak-memory.ts';

/**
 * Computes cheap values again instead of holding them where memory is shortest: numbers of each element, literals and random numbers of
 * what is held anyway. The same calls give the same bits.
 *
 * @param least of how many bytes a value is worth a call.
 * @returns the same graph where nothing is gained.
 */
export function recompute(graph: Graph, least: number = 2 ** 18): Graph {
  let now = graph;
  for (let i = 0; i < MOST; i++) {
    const better = betterOf(now, least);
    if (!better) break;
    now = better;
  }
  return now;
}

/** So many values are computed again at most, and so many are tried for each. */
const MOST = 32;
const TRIED = 8;
/** And what is this part of the peak at least. */
const WORTH = 1 / 64;

function betterOf(graph: Graph, least: number): Graph | undefined {
  const { bytes, at } = peakMemory(graph);
  const candidates = candidatesAt(graph, at).filter((one) => one.bytes >= Math.max(least, WORTH * bytes));
  for (const { value } of candidates.slice(0, TRIED)) {
    const changed = recomputed(graph, value, at);
    if (peakMemory(changed).bytes < bytes) return changed;
  }
  return undefined;
}

/** Of each value a call takes about as long as to write it. */
const cheap = /* @__PURE__ */ new Set(
  (
    'Abs Add AddN Cast ClipByValue Equal Fill Greater GreaterEqual LeakyRelu Less LessEqual LogicalAnd LogicalNot LogicalOr Maximum Minimum ' +
    'Multiply Neg NotEqual OnesLike Range Relu Relu6 Select Square Step Sub ThawDraw ThawDropout Tile ZerosLike'
  ).split(' '),
);

/** What is held at an operation that neither reads nor makes it, and may be computed again after it: the largest first. */
function candidatesAt(graph: Graph, at: number): Lifetime[] {
  const lifetimes = lifetimesOf(graph);
  const shared = sharedMemory(graph);
  const named = new Set(shared.values());
  const lifetimeOf = new Map(lifetimes.map((lifetime) => [lifetime.value, lifetime]));
  const readsOf = readsByOwner(graph, shared);
  const overwritten = new Set(
    graph.operations.flatMap(({ kernel, inputs }) =>
      changedInputs(kernel, inputs).map((name) => shared.get(inputs[name]!) ?? inputs[name]!),
    ),
  );
  const isHeld = (value: Value, until: number): boolean => {
    const owner = shared.get(value) ?? value;
    const lifetime = lifetimeOf.get(owner);
    return !overwritten.has(owner) && (lifetime === undefined || lifetime.last >= until);
  };
  return lifetimes
    .filter(({ value, first, last }) => {
      const { kernel, inputs, outputs } = graph.operations[first]!;
      if (first >= at || last <= at || !Number.isFinite(last) || !cheap.has(kernel)) return false;
      if (outputs.length > 1 || named.has(value) || readsOf.get(value)!.includes(at)) return false;
      return Object.values(inputs).every((input) => isHeld(input, last));
    })
    .sort((a, b) => b.bytes - a.bytes);
}

function readsByOwner({ operations }: Graph, shared: ReadonlyMap<Value, Value>): Map<Value, number[]> {
  const reads = new Map<Value, number[]>();
  for (const [place, { inputs }] of operations.entries()) {
    for (const value of Object.values(inputs)) {
      const owner = shared.get(value) ?? value;
      const known = reads.get(owner);
      if (known) known.push(place);
      else reads.set(owner, [place]);
    }
  }
  return reads;
}

/** The graph with a call made again before the first operation after `at` that reads its output, for all that read it from there on. */
function recomputed(graph: Graph, value: Value, at: number): Graph {
  const maker = graph.operations.find(({ outputs }) => outputs.includes(value))!;
  const again: Value = { ...value, id: graph.values.length };
  const operations: Operation[] = [];
  let isMade = false;
  for (const [place, operation] of graph.operations.entries()) {
    const reads = Object.entries(operation.inputs);
    if (place <= at || !reads.some(([, input]) => input === value)) {
      operations.push(operation);
      continue;
    }
    if (!isMade) operations.push({ ...maker, outputs: [again] });
    isMade = true;
    const inputs = Object.fromEntries(reads.map(([name, input]) => [name, input === value ? again : input]));
    operations.push({ ...operation, inputs });
  }
  return { ...graph, values: [...graph.values, again], operations };
}
