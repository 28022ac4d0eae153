import { type Built, buildGroup, type Known } from '../../group/build-group.ts';
import { costOf } from '../../group/cost.ts';
import { sizeOf } from '../../trace/rule.ts';
import type { Operation, Value } from '../../trace/graph.ts';
import { Line } from './line.ts';
import type { Order } from './order.ts';

/** Operations that are to become one group. */
export interface Cluster {
  /** Those whose results it is to give to others. */
  readonly own: ReadonlySet<Operation>;
  /** Those and the ones that it computes again for itself. */
  readonly members: ReadonlySet<Operation>;
  /** Undefined where nothing that it makes is used. */
  readonly built: Built | undefined;
  readonly cost: number;
}

/** What a group may be. */
export interface Limits {
  /** How many tensors a group may read and write together: a GPU lets a kernel have so many buffers. */
  readonly buffers: number;
}

/** The clusters of a graph: at first each operation that can be part of a group is one by itself. */
export class Clusters {
  readonly #known: Known;
  readonly #order: Order;
  readonly #limits: Limits;
  readonly #line: Line;
  readonly #of = new Map<Operation, Cluster>();
  /** Who reads a value, or a view of it, as it stands now: those too that do so for what they compute again. */
  readonly #loads = new Map<Value, Set<Cluster>>();

  constructor(operations: readonly Operation[], known: Known, order: Order, limits: Limits) {
    this.#known = known;
    this.#order = order;
    this.#limits = limits;
    this.#line = new Line(operations, order);
    for (const operation of operations) {
      const isView = known.view(operation.outputs[0]!) !== undefined;
      if (isView || known.literal(operation.outputs[0]!) !== undefined || !known.recipe(operation)) continue;
      const cluster = this.make(new Set([operation]));
      if (cluster?.built) this.put(cluster);
    }
  }

  /** The cluster that an operation belongs to. */
  of(operation: Operation): Cluster | undefined {
    return this.#of.get(operation);
  }

  /** All, in the order of their first operations. */
  all(): Cluster[] {
    return [...new Set(this.#of.values())];
  }

  /** Makes a cluster the one that its own operations belong to. */
  put(cluster: Cluster): void {
    for (const operation of cluster.own) {
      const before = this.#of.get(operation);
      for (const input of before?.built?.inputs ?? [])
        this.#loads.get(this.#known.root(input))!.delete(before!);
      this.#of.set(operation, cluster);
    }
    for (const input of cluster.built?.inputs ?? []) {
      const root = this.#known.root(input);
      this.#loads.set(root, (this.#loads.get(root) ?? new Set()).add(cluster));
    }
  }

  /** The clusters that read a value from where another stored it. */
  loading(value: Value): Iterable<Cluster> {
    return this.#loads.get(value) ?? [];
  }

  /**
   * A cluster of these operations.
   *
   * @param again those that it computes again for itself.
   * @returns undefined where they cannot be a group.
   */
  make(own: ReadonlySet<Operation>, again: ReadonlySet<Operation> = new Set()): Cluster | undefined {
    const members = again.size === 0 ? own : new Set([...again, ...own]);
    const outputs = [...own].flatMap((operation) =>
      operation.outputs.filter((value) => this.#isWanted(value, own)),
    );
    if (outputs.length === 0) return { own, members, built: undefined, cost: 0 };
    const built = buildGroup(members, outputs, this.#known);
    return built && this.#fits(built) ? { own, members, built, cost: costOf(built.group) } : undefined;
  }

  /** Makes one cluster of two where that is cheaper and can be. */
  merge(a: Cluster, b: Cluster): Cluster | undefined {
    if (a === b || !a.built || !b.built) return undefined;
    const [[one], [other]] = [[...a.own], [...b.own]];
    const join = this.#line.join(one!, other!);
    if (!join) return undefined;
    const merged = this.make(new Set([...a.own, ...b.own]), new Set([...a.members, ...b.members]));
    if (!merged || merged.cost >= a.cost + b.cost) return undefined;
    join();
    this.put(merged);
    return merged;
  }

  /** A reader that is computed here again is still another's, who may read the value too. */
  #isWanted(value: Value, own: ReadonlySet<Operation>): boolean {
    if (this.#order.isKept(value)) return true;
    for (const cluster of this.loading(value)) if (![...cluster.own].some((one) => own.has(one))) return true;
    for (const reader of this.#order.readersOf(value)) {
      if (!own.has(reader) && !this.#computesAgain(reader, value)) return true;
    }
    return false;
  }

  /** Whether the cluster of a reader computes the value for itself. */
  #computesAgain(reader: Operation, value: Value): boolean {
    return this.#of.get(reader)?.members.has(this.#known.maker(value)!) ?? false;
  }

  /** A group is not too large, and its rows are enough to share among threads. */
  #fits({ group, inputs, outputs }: Built): boolean {
    const { shape, outer, steps } = group;
    const isWide = outer < shape.length && sizeOf(shape) > FEW && sizeOf(shape.slice(0, outer)) < ENOUGH_ROWS;
    const buffers = new Set(inputs).size + outputs.length;
    return (
      buffers <= this.#limits.buffers && steps.length <= MOST_STEPS && shape.length <= MOST_AXES && !isWide
    );
  }
}

const MOST_STEPS = 128;
const MOST_AXES = 5;
/** Rows fewer than these, of more numbers together than those, are reduced by the kernels that share out a row. */
const ENOUGH_ROWS = 16;
const FEW = 8192;
