import { wordMerger, type RankedMerges } from './merge-word.ts';
import { writeUtf8 } from './utf8.ts';
import { WordCache } from './word-cache.ts';
import type { WordEnd } from './word-pattern.ts';

/** Ids, as many as come. */
export class IdList {
  data: Int32Array = new Int32Array(64);
  length = 0;

  /** Makes room for more. */
  reserve(more: number): void {
    if (this.length + more <= this.data.length) return;
    const data = new Int32Array(2 * (this.length + more));
    data.set(this.data.subarray(0, this.length));
    this.data = data;
  }
}

/** Encodes a text in which no special token is looked for, and adds its ids to a list. */
export type EncodeWords = (text: string, list: IdList) => void;

/**
 * @param byteIds the id of each of the 256 bytes.
 */
export function wordEncoder(byteIds: Int32Array, merges: RankedMerges, wordEnd: WordEnd): EncodeWords {
  const mergeWord = wordMerger(merges);
  let cache: WordCache | undefined;
  let word = new Int32Array(3 * CACHED);
  return (text, list) => {
    cache ??= new WordCache();
    for (let start = 0, end = 0; start < text.length; start = end) {
      end = wordEnd(text, start);
      const units = end - start;
      const slot = units <= CACHED ? cache.slotOf(text, start, end) : -1;
      list.reserve(3 * units);
      const known = slot < 0 ? 0 : cache.copy(slot, list.data, list.length);
      if (known > 0) {
        list.length += known;
        continue;
      }
      if (word.length < 3 * units) word = new Int32Array(3 * units);
      const count = mergeWord(word, writeUtf8(text, start, end, word, byteIds));
      list.data.set(word.subarray(0, count), list.length);
      list.length += count;
      if (slot >= 0) cache.add(slot, text, start, end, word, count);
      else if (word.length > 3 * KEPT) word = new Int32Array(3 * CACHED);
    }
  };
}

/** The longest word that the cache takes, in UTF-16 units. */
const CACHED = 64;
/** Of how many units the memory for a word is kept. */
const KEPT = 65_536;
