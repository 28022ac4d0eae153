import { type Pair, PairCounts } from './pair-counts.ts';
import { writeUtf8 } from './utf8.ts';

/** The words as chains of ids, one after the other in typed arrays, and the pairs in them. */
export class WordChains {
  readonly pairs: PairCounts;
  private readonly ids: Int32Array;
  private readonly next: Int32Array;
  private readonly previous: Int32Array;
  /** Which word a place is of. */
  private readonly wordOf: Int32Array;
  private readonly counts: Float64Array;

  constructor(words: ReadonlyMap<string, number>, byteIds: Int32Array) {
    let most = 0;
    for (const word of words.keys()) most += 3 * word.length;
    this.ids = new Int32Array(most);
    this.next = new Int32Array(most).fill(NONE);
    this.previous = new Int32Array(most).fill(NONE);
    this.wordOf = new Int32Array(most);
    this.counts = Float64Array.from(words.values());
    this.pairs = new PairCounts(most);
    let place = 0;
    let index = 0;
    for (const word of words.keys()) {
      const end = place + writeUtf8(word, 0, word.length, this.ids.subarray(place), byteIds);
      this.wordOf.fill(index++, place, end);
      for (; place + 1 < end; place++) {
        this.next[place] = place + 1;
        this.previous[place + 1] = place;
        this.link(place);
      }
      place = end;
    }
  }

  /** Makes a pair one id at all its places, from left to right. */
  merge(pair: Pair, id: number): void {
    const { left, right } = pair;
    for (const place of this.pairs.places(pair)) {
      const other = this.next[place]!;
      if (this.ids[place] !== left || other === NONE || this.ids[other] !== right) continue; // the place before took it
      const before = this.previous[place]!;
      const after = this.next[other]!;
      if (before !== NONE) this.unlink(before);
      this.unlink(place);
      if (after !== NONE) this.unlink(other);
      this.ids[place] = id;
      this.ids[other] = NONE;
      this.next[place] = after;
      if (after !== NONE) this.previous[after] = place;
      if (before !== NONE) this.link(before);
      if (after !== NONE) this.link(place);
    }
  }

  /** Counts the pair that begins at a place. */
  private link(place: number): void {
    const { ids, counts, wordOf } = this;
    this.pairs.add(ids[place]!, ids[this.next[place]!]!, place, counts[wordOf[place]!]!);
  }

  private unlink(place: number): void {
    const { ids, counts, wordOf } = this;
    this.pairs.remove(ids[place]!, ids[this.next[place]!]!, place, counts[wordOf[place]!]!);
  }
}

const NONE = -1;
