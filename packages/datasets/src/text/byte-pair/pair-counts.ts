import { PairTable } from './pair-table.ts';

/** Neighbouring ids, where they stand and how often, kept right while ids are merged. */
export interface Pair {
  readonly left: number;
  readonly right: number;
  count: number;
  /** One of its places; the others are linked to it. −1: none. */
  head: number;
  /** The count with which it stands in the heap last. */
  offered: number;
}

/**
 * How often each pair of neighbours comes in a list of words, each of which counts several times. Places of a pair are linked lists in
 * typed arrays, so that a merge costs as much as it has places; the pair that comes most often is found by a heap, in which a count
 * that has fallen is put right when it comes up.
 */
export class PairCounts {
  private readonly pairs: Pair[] = [];
  private readonly table = new PairTable(4096);
  private readonly heap: { readonly pair: Pair; readonly count: number }[] = [];
  private readonly nextPlace: Int32Array;
  private readonly previousPlace: Int32Array;
  private readonly grown = new Set<Pair>();

  /** @param places how many places there are. */
  constructor(places: number) {
    this.nextPlace = new Int32Array(places).fill(-1);
    this.previousPlace = new Int32Array(places).fill(-1);
  }

  /** A pair begins at a place, in a word that counts so often. */
  add(left: number, right: number, place: number, count: number): void {
    let index = this.table.get(left, right);
    if (index < 0) {
      index = this.pairs.push({ left, right, count: 0, head: -1, offered: 0 }) - 1;
      this.table.set(left, right, index);
    }
    const pair = this.pairs[index]!;
    pair.count += count;
    this.nextPlace[place] = pair.head;
    this.previousPlace[place] = -1;
    if (pair.head >= 0) this.previousPlace[pair.head] = place;
    pair.head = place;
    this.grown.add(pair);
  }

  /** A pair begins there no more. */
  remove(left: number, right: number, place: number, count: number): void {
    const pair = this.pairs[this.table.get(left, right)]!;
    pair.count -= count;
    const next = this.nextPlace[place]!;
    const previous = this.previousPlace[place]!;
    if (next >= 0) this.previousPlace[next] = previous;
    if (previous >= 0) this.nextPlace[previous] = next;
    else pair.head = next;
  }

  /** The places of a pair, from left to right. */
  places(pair: Pair): Int32Array {
    const places: number[] = [];
    for (let place = pair.head; place >= 0; place = this.nextPlace[place]!) places.push(place);
    return Int32Array.from(places).sort();
  }

  /** The pair that comes most often, of equals the one with the lower left id, then right id; none when there is none. */
  most(): Pair | undefined {
    for (const pair of this.grown) this.offer(pair);
    this.grown.clear();
    for (;;) {
      const top = this.heap[0];
      if (top === undefined) return undefined;
      const { pair, count } = top;
      if (pair.count === count) return pair;
      this.drop();
      if (pair.offered !== count) continue; // another entry of it is right, or will be put right
      pair.offered = 0;
      this.offer(pair);
    }
  }

  private offer(pair: Pair): void {
    if (pair.count === pair.offered || pair.count === 0) return; // it stands there already, or nowhere
    pair.offered = pair.count;
    const { heap } = this;
    const entry = { pair, count: pair.count };
    let hole = heap.push(entry) - 1;
    while (hole > 0 && isBefore(entry, heap[(hole - 1) >> 1]!)) {
      heap[hole] = heap[(hole - 1) >> 1]!;
      hole = (hole - 1) >> 1;
    }
    heap[hole] = entry;
  }

  /** Takes the top off the heap. */
  private drop(): void {
    const { heap } = this;
    const entry = heap.pop()!;
    if (heap.length === 0) return;
    let hole = 0;
    for (let child = 1; child < heap.length; child = 2 * hole + 1) {
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, entry)) break;
      heap[hole] = heap[child]!;
      hole = child;
    }
    heap[hole] = entry;
  }
}

function isBefore(
  a: { readonly pair: Pair; readonly count: number },
  b: { readonly pair: Pair; readonly count: number },
): boolean {
  if (a.count !== b.count) return a.count > b.count;
  return a.pair.left !== b.pair.left ? a.pair.left < b.pair.left : a.pair.right < b.pair.right;
}
