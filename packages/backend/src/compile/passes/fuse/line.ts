import type { Operation } from '../../trace/graph.ts';
import type { Order } from './order.ts';

/** So much may come behind the first of two, and before the second, at most. */
const MANY = 128;

/**
 * The operations in a line in which they can be computed, those that are to be computed together at one place. It tells whether two may be
 * put together by looking at what stands between them alone.
 */
export class Line {
  readonly #order: Order;
  /** By place; a place that became free is empty. */
  readonly #units: (readonly Operation[])[];
  readonly #place = new Map<Operation, number>();

  constructor(operations: readonly Operation[], order: Order) {
    this.#order = order;
    this.#units = operations.map((operation) => [operation]);
    for (const [place, operation] of operations.entries()) this.#place.set(operation, place);
  }

  /**
   * Whether what is computed with these two may be computed together: nothing must come behind the one and before the other. Where very
   * much comes behind the first, it is not looked through: what the two share would have to be held for long.
   *
   * @returns what puts them together, if so.
   */
  join(one: Operation, other: Operation): (() => void) | undefined {
    const places = [this.#place.get(one)!, this.#place.get(other)!] as const;
    const [first, last] = [Math.min(...places), Math.max(...places)];
    const behind = new Set<number>();
    const stack: number[] = [first];
    for (let place = stack.pop(); place !== undefined; place = stack.pop()) {
      for (const operation of this.#units[place]!) {
        for (const next of this.#order.behind(operation)) {
          const found = this.#place.get(next)!;
          if (found === last && place !== first) return undefined;
          if (found >= last || found === first || behind.has(found)) continue;
          if (behind.size === MANY) return undefined;
          behind.add(found);
          stack.push(found);
        }
      }
    }
    return () => this.#put(first, last, behind);
  }

  /** Together they stand behind all between them that need not come behind the first, and before what must. */
  #put(first: number, last: number, behind: ReadonlySet<number>): void {
    const units: (readonly Operation[])[] = [];
    const after: (readonly Operation[])[] = [];
    for (let place = first + 1; place < last; place++) {
      const unit = this.#units[place]!;
      if (unit.length > 0) (behind.has(place) ? after : units).push(unit);
    }
    units.push([...this.#units[first]!, ...this.#units[last]!], ...after);
    const start = last + 1 - units.length;
    for (let place = first; place <= last; place++) {
      const unit = place < start ? [] : units[place - start]!;
      this.#units[place] = unit;
      for (const operation of unit) this.#place.set(operation, place);
    }
  }
}
