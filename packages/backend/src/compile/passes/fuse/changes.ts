import { viewOf } from '../../group/views.ts';
import type { Graph, Operation, Value } from '../../trace/graph.ts';
import { changedInputs } from '../../trace/operation-rules.ts';
import { endsOf } from '../rewrite.ts';

/**
 * What the operations of a graph change where it lies: updates do so. Who reads it before the change must go on to do so, and who reads
 * it behind, too.
 */
export class Changes {
  readonly #place: ReadonlyMap<Operation, number>;
  readonly #makers = new Map<Value, Operation>();
  /** The operations that change what lies behind a value, by the value that lay there first. */
  readonly #changers = new Map<Value, Operation[]>();
  readonly #pinned = new Set<Operation>();

  constructor(graph: Graph) {
    this.#place = new Map(graph.operations.map((operation, i) => [operation, i]));
    for (const operation of graph.operations) {
      for (const output of operation.outputs) this.#makers.set(output, operation);
      for (const value of changedBy(operation)) {
        const home = this.homeOf(value);
        this.#changers.set(home, [...(this.#changers.get(home) ?? []), operation]);
      }
    }
    if (this.#changers.size > 0) this.#pin(graph);
  }

  /** Whether an operation changes any of its inputs. */
  changes(operation: Operation): boolean {
    return changedBy(operation).length > 0;
  }

  /** Whether a copy has to be made where it stands: what it copies is changed before the copy is read. */
  isPinned(operation: Operation): boolean {
    return this.#pinned.has(operation);
  }

  /** Whether what this value shows is changed by an operation of the graph. */
  isChanged(value: Value): boolean {
    return this.#changers.has(this.homeOf(value));
  }

  /** The operations that must come before one that reads a value where `reader` stands, and those that must come behind it. */
  around(value: Value, reader: Operation): { readonly before: Operation[]; readonly behind: Operation[] } {
    const changers = (this.#changers.get(this.homeOf(value)) ?? []).filter((changer) => changer !== reader);
    const at = this.#place.get(reader)!;
    const isBefore = (changer: Operation): boolean => this.#place.get(changer)! < at;
    return {
      before: changers.filter(isBefore),
      behind: changers.filter((changer) => !isBefore(changer)),
    };
  }

  /** The value whose numbers a value shows, through views and changes where they lie. */
  homeOf(value: Value): Value {
    let found = value;
    for (;;) {
      const maker = this.#makers.get(found);
      if (!maker || this.#pinned.has(maker)) return found;
      const changed = changedBy(maker)[maker.outputs.indexOf(found)];
      const next = changed ?? viewOf(maker, found)?.source;
      if (!next) return found;
      found = next;
    }
  }

  #pin(graph: Graph): void {
    const lastRead = new Map<Value, number>(endsOf(graph).map((value) => [value, Infinity]));
    for (const operation of graph.operations.toReversed()) {
      const at = this.#place.get(operation)!;
      for (const output of operation.outputs) {
        const view = viewOf(operation, output);
        const last = lastRead.get(output) ?? -1;
        const changers = view?.copies ? (this.#changers.get(this.homeOf(output)) ?? []) : [];
        const isBetween = (changer: Operation): boolean =>
          this.#place.get(changer)! > at && this.#place.get(changer)! < last;
        if (changers.some(isBetween)) this.#pinned.add(operation);
        else if (view) lastRead.set(view.source, Math.max(last, lastRead.get(view.source) ?? -1));
      }
      for (const input of Object.values(operation.inputs)) {
        lastRead.set(input, Math.max(at, lastRead.get(input) ?? -1));
      }
    }
  }
}

function changedBy({ kernel, inputs }: Operation): readonly Value[] {
  return changedInputs(kernel, inputs).map((name) => inputs[name]!);
}
