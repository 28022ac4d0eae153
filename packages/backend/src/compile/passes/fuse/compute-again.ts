import type { Known } from '../../group/build-group.ts';
import type { Operation, Value } from '../../trace/graph.ts';
import { sizeOf } from '../../trace/rule.ts';
import type { Changes } from './changes.ts';
import type { Cluster, Clusters } from './clusters.ts';
import type { Order } from './order.ts';

/**
 * Values that are cheap to have are not stored: each cluster that reads one computes it for itself, where all together get cheaper.
 *
 * What is read for it must live as long as the value would have; so it is one tensor at most, not larger than the value.
 */
export function computeAgain(clusters: Clusters, known: Known, order: Order, changes: Changes): void {
  for (const cluster of clusters.all()) {
    for (const value of cluster.built?.outputs ?? [])
      computeValueAgain(value, clusters, known, order, changes);
  }
}

function computeValueAgain(
  value: Value,
  clusters: Clusters,
  known: Known,
  order: Order,
  changes: Changes,
): void {
  const home = clusters.of(known.maker(value)!)!;
  const readers = new Set<Cluster | undefined>();
  for (const reader of order.readersOf(value)) readers.add(clusters.of(reader));
  for (const reader of clusters.loading(value)) readers.add(reader);
  readers.delete(home);
  if (order.isKept(value) || readers.size === 0 || readers.has(undefined)) return;
  const { members, leaves } = needed(value, home, known);
  const large = leaves.filter((leaf) => sizeOf(leaf.shape) > SMALL);
  const tooMuch = large.length > 1 || large.some((leaf) => sizeOf(leaf.shape) > sizeOf(value.shape));
  if (tooMuch || leaves.some((leaf) => changes.isChanged(leaf))) return;
  const before = [home, ...(readers as Set<Cluster>)];
  const grown = [...(readers as Set<Cluster>)].map((reader) =>
    clusters.make(reader.own, new Set([...reader.members, ...members])),
  );
  if (grown.some((cluster) => !cluster)) return;
  // With the readers as they would be, the home is asked what is still wanted of it; else all stays as it was.
  for (const cluster of grown) clusters.put(cluster!);
  const left = clusters.make(home.own, home.members);
  const cost = (list: readonly Cluster[]): number => list.reduce((sum, one) => sum + one.cost, 0);
  if (left && cost([left, ...(grown as Cluster[])]) < cost(before)) clusters.put(left);
  else for (const cluster of before) clusters.put(cluster);
}

/** What is not larger may be kept alive without a thought. */
const SMALL = 1024;

/** The operations of a cluster that a value is made by, and what these read from outside. */
function needed(value: Value, home: Cluster, known: Known): { members: Set<Operation>; leaves: Value[] } {
  const members = new Set<Operation>();
  const leaves = new Set<Value>();
  const visit = (one: Value): void => {
    const root = known.root(one);
    if (known.literal(root) !== undefined) return;
    const maker = known.maker(root);
    if (!maker || !home.members.has(maker)) {
      leaves.add(root);
      return;
    }
    if (members.has(maker)) return;
    members.add(maker);
    Object.values(maker.inputs).forEach(visit);
  };
  visit(value);
  return { members, leaves: [...leaves] };
}
