import type { Known } from '../../group/build-group.ts';
import type { Graph, Operation, Value } from '../../trace/graph.ts';
import { endsOf } from '../rewrite.ts';
import type { Changes } from './changes.ts';

/** Which operations, apart from views, must come behind which: those that read what they make, and those that the changes hold apart. */
export class Order {
  readonly #behind = new Map<Operation, Set<Operation>>();
  readonly #readers = new Map<Value, Set<Operation>>();
  readonly #kept: ReadonlySet<Value>;

  constructor(graph: Graph, known: Known, changes: Changes) {
    this.#kept = new Set(endsOf(graph).map((value) => known.root(value)));
    for (const operation of graph.operations) {
      // Views are where they are read; and one number all over needs nothing.
      if (operation.outputs.every((value) => known.view(value) ?? known.literal(value) !== undefined))
        continue;
      for (const input of Object.values(operation.inputs)) {
        const root = known.root(input);
        add(this.#readers, root, operation);
        const maker = known.maker(root);
        if (maker) add(this.#behind, maker, operation);
        const { before, behind } = changes.around(root, operation);
        for (const changer of before) add(this.#behind, changer, operation);
        for (const changer of behind) add(this.#behind, operation, changer);
      }
    }
  }

  /** The operations that must come behind one. */
  behind(operation: Operation): Iterable<Operation> {
    return this.#behind.get(operation) ?? [];
  }

  /** The operations that read a value, or a view of it. */
  readersOf(value: Value): Iterable<Operation> {
    return this.#readers.get(value) ?? [];
  }

  /** Whether a value, or a view of it, is there after the step. */
  isKept(value: Value): boolean {
    return this.#kept.has(value);
  }
}

function add<K>(map: Map<K, Set<Operation>>, key: K, operation: Operation): void {
  const set = map.get(key);
  if (set) set.add(operation);
  else map.set(key, new Set([operation]));
}
