import type { Known } from '../../group/build-group.ts';
import { GROUP } from '../../group/group.ts';
import type { Graph, Operation, Value } from '../../trace/graph.ts';
import { leaveOutDead } from '../dead-code.ts';
import { readsOf } from '../rewrite.ts';
import type { Changes } from './changes.ts';
import type { Cluster, Clusters } from './clusters.ts';

/** An operation of the new graph, with those of the old one that it stands for. */
interface Entry {
  readonly operation: Operation;
  readonly from: readonly Operation[];
}

/** The graph in which clusters are groups. What nothing needs any more is left out: views that only groups read, for instance. */
export function assemble(graph: Graph, clusters: Clusters, known: Known, changes: Changes): Graph {
  const entries = new Map<Operation, Entry>();
  const reads = readsOf(graph);
  for (const cluster of clusters.all()) {
    if (!cluster.built || !isWorthIt(cluster, reads, known)) continue;
    const entry: Entry = { operation: groupOperation(cluster), from: [...cluster.members] };
    for (const operation of cluster.own) entries.set(operation, entry);
  }
  for (const operation of graph.operations) {
    const isComputedElsewhere = clusters.of(operation)?.built === undefined && clusters.of(operation);
    if (entries.has(operation) || isComputedElsewhere) continue;
    entries.set(operation, { operation: withoutInputs(operation, known), from: [operation] });
  }
  return leaveOutDead({ ...graph, operations: sorted(graph, entries, known, changes) });
}

/** One operation alone stays itself, unless copies are spared with it. */
function isWorthIt({ members }: Cluster, reads: ReadonlyMap<Value, number>, known: Known): boolean {
  if (members.size > 1) return true;
  const [only] = members;
  return Object.values(only!.inputs).some(
    (input) => known.view(input)?.copies === true && reads.get(input) === 1,
  );
}

function groupOperation({ built }: Cluster): Operation {
  const { group, inputs, outputs } = built!;
  return { kernel: GROUP, inputs: Object.fromEntries(inputs.entries()), attributes: { group }, outputs };
}

/** Zeros like another tensor need not that tensor, which may never be stored. */
function withoutInputs(operation: Operation, known: Known): Operation {
  const [output] = operation.outputs;
  if (operation.kernel !== 'ZerosLike' && operation.kernel !== 'OnesLike') return operation;
  const { shape, dtype } = output!;
  return {
    kernel: 'Fill',
    inputs: {},
    attributes: { shape, dtype, value: known.literal(output!) },
    outputs: [output!],
  };
}

/** Each behind what it needs, and as near as can be to where it was. */
function sorted(
  graph: Graph,
  entries: ReadonlyMap<Operation, Entry>,
  known: Known,
  changes: Changes,
): Operation[] {
  const all = [...new Set(entries.values())];
  const before = new Map<Entry, Set<Entry>>(all.map((entry) => [entry, new Set()]));
  for (const entry of all) {
    const mine = before.get(entry)!;
    for (const input of Object.values(entry.operation.inputs)) {
      const made = entries.get(known.maker(input)!);
      if (made) mine.add(made);
    }
    for (const operation of entry.from) {
      for (const input of Object.values(operation.inputs)) {
        const around = changes.around(input, operation);
        for (const changer of around.before) mine.add(entries.get(changer)!);
        for (const changer of around.behind) before.get(entries.get(changer)!)!.add(entry);
      }
    }
  }
  const places = new Map(graph.operations.map((operation, i) => [operation, i]));
  const last = ({ from }: Entry): number => Math.max(...from.map((operation) => places.get(operation)!));
  const inOrder = (some: Iterable<Entry>): Entry[] => [...some].toSorted((a, b) => last(a) - last(b));
  const operations: Operation[] = [];
  const done = new Set<Entry>();
  const take = (entry: Entry): void => {
    if (done.has(entry)) return;
    done.add(entry);
    inOrder(before.get(entry)!).forEach(take);
    operations.push(entry.operation);
  };
  inOrder(all).forEach(take);
  return operations;
}
