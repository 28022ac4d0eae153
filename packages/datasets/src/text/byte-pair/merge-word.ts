import type { PairTable } from './pair-table.ts';

/** Merges in the order of their ranks: left, right and result of each. */
export interface RankedMerges {
  readonly table: PairTable;
  readonly parts: Int32Array;
}

/**
 * Merges the ids of one word: as long as any two neighbours have a merge, the one of lowest rank is done, at all its places from left to right.
 *
 * A heap of pairs and a linked list of ids take O(n log n) for n bytes, where looking for the lowest rank each time takes O(n²): a megabyte
 * without a blank is encoded like any other.
 *
 * @param ids begins with the `length` ids of the bytes; what they are merged into replaces them.
 * @returns how many ids are left.
 * @see Sennrich et al. 2016, https://arxiv.org/abs/1508.07909; `bpe` in https://github.com/openai/gpt-2/blob/master/src/encoder.py
 */
export type MergeWord = (ids: Int32Array, length: number) => number;

/** Has its own memory, which is kept for the next word unless it is large. */
export function wordMerger({ table, parts }: RankedMerges): MergeWord {
  let next = new Int32Array(0);
  let previous = new Int32Array(0);
  let merged = new Int32Array(0);
  let heap = new Float64Array(0); // rank · 2³² + place: the lowest rank first, of equals the leftmost
  let waiting = 0;

  function push(ids: Int32Array, left: number, right: number): void {
    const rank = table.get(ids[left]!, ids[right]!);
    if (rank < 0) return;
    const key = rank * SHIFT + left;
    let hole = waiting++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (heap[parent]! <= key) break;
      heap[hole] = heap[parent]!;
      hole = parent;
    }
    heap[hole] = key;
  }

  function pop(): void {
    const key = heap[--waiting]!;
    let hole = 0;
    for (let child = 1; child < waiting; child = 2 * hole + 1) {
      if (child + 1 < waiting && heap[child + 1]! < heap[child]!) child++;
      if (heap[child]! >= key) break;
      heap[hole] = heap[child]!;
      hole = child;
    }
    heap[hole] = key;
  }

  function reserve(length: number): void {
    if (next.length >= length && (next.length <= 2 * KEPT || length > KEPT)) return;
    const size = Math.max(2 * length, 64);
    [next, previous, merged] = [new Int32Array(size), new Int32Array(size), new Int32Array(size)];
    heap = new Float64Array(2 * size); // there are never more: a merge takes one at least and gives two at most
  }

  return (ids, length) => {
    reserve(length);
    for (let i = 0; i < length; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
    }
    waiting = 0;
    for (let i = 0; i + 1 < length; i++) push(ids, i, i + 1);
    while (waiting > 0) {
      const rank = Math.floor(heap[0]! / SHIFT);
      const left = parts[3 * rank]!;
      const right = parts[3 * rank + 1]!;
      const result = parts[3 * rank + 2]!;
      let count = 0;
      while (waiting > 0 && Math.floor(heap[0]! / SHIFT) === rank) {
        const place = heap[0]! - rank * SHIFT;
        pop();
        const other = next[place]!;
        if (ids[place] !== left || other === length || ids[other] !== right) continue; // one of them is merged already
        ids[place] = result;
        ids[other] = GONE;
        next[place] = next[other]!;
        if (next[other]! < length) previous[next[other]!] = place;
        merged[count++] = place;
      }
      // New pairs come after all places of this one, as they do in training, even where one of them has a lower rank.
      for (let i = 0; i < count; i++) {
        const place = merged[i]!;
        const before = previous[place]!;
        if (before >= 0 && (i === 0 || before !== merged[i - 1])) push(ids, before, place);
        if (next[place]! < length) push(ids, place, next[place]!);
      }
    }
    let rest = 0;
    for (let i = 0; i < length; i = next[i]!) ids[rest++] = ids[i]!;
    return rest;
  };
}

const SHIFT = 2 ** 32;
const GONE = -1;
/** Of how many bytes the memory is kept. */
const KEPT = 65_536;
