import type { Graph, Value } from '../trace/graph.ts';
import { leaveOutDead } from './dead-code.ts';
import { assemble } from './fuse/assemble.ts';
import { Changes } from './fuse/changes.ts';
import { type Cluster, Clusters } from './fuse/clusters.ts';
import { knowledgeOf } from './fuse/known.ts';
import { Order } from './fuse/order.ts';
import { computeAgain } from './fuse/compute-again.ts';

/** How operations are fused. */
export interface FuseOptions {
  /** How many tensors a group may read and write together: a GPU lets a kernel have so many buffers. @defaultValue 8 */
  readonly buffers?: number;
}

/**
 * Makes groups of operations that work number by number, or row by row: what lies between them is never stored.
 *
 * Neighbours are fused first, then those that read the same; and what is cheap is computed where it is read. Each time the two are one
 * only if that is cheaper, as `costOf` says, and if nothing else must come between them. Views that only groups read disappear.
 */
export function fuse(whole: Graph, { buffers = 8 }: FuseOptions = {}): Graph {
  const graph = leaveOutDead(whole);
  const changes = new Changes(graph);
  const known = knowledgeOf(graph, (operation) => changes.isPinned(operation));
  const order = new Order(graph, known, changes);
  const clusters = new Clusters(graph.operations, known, order, { buffers });
  for (const operation of graph.operations) {
    for (const input of Object.values(operation.inputs)) {
      const maker = known.maker(known.root(input));
      const [reader, made] = [clusters.of(operation), maker && clusters.of(maker)];
      if (reader && made) clusters.merge(made, reader);
    }
  }
  fuseSiblings(clusters);
  computeAgain(clusters, known, order, changes);
  return leaveOutDead(assemble(graph, clusters, known, changes));
}

/** Clusters that read the same numbers in the same order. */
function fuseSiblings(clusters: Clusters): void {
  const readers = new Map<Value, Map<string, Cluster[]>>();
  for (const cluster of clusters.all()) {
    const { group, inputs } = cluster.built!;
    for (const [i, value] of inputs.entries()) {
      const { strides, offset } = group.inputs[i]!;
      if (strides.includes(0)) continue;
      const key = [offset, ...strides, '', ...group.shape].join();
      const ways = readers.get(value) ?? new Map<string, Cluster[]>();
      readers.set(value, ways.set(key, [...(ways.get(key) ?? []), cluster]));
    }
  }
  for (const list of [...readers.values()].flatMap((ways) => [...ways.values()])) {
    let [first] = list;
    for (const next of list.slice(1)) {
      const now = (cluster: Cluster): Cluster => clusters.of([...cluster.own][0]!)!;
      first = clusters.merge(now(first!), now(next)) ?? now(next);
    }
  }
}
