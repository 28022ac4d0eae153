/**
 * The ids of words met before, in typed arrays: no string is made to look one up, and none of the texts is held on to. It has room for
 * 32,768 words of eight units and four ids on average, and is emptied when it is full: 1.6 MB in all.
 */
export class WordCache {
  /** Entry + 1 (0: free) for each slot. */
  private readonly slots = new Int32Array(2 * WORDS);
  private readonly unitsBegin = new Int32Array(WORDS + 1);
  private readonly idsBegin = new Int32Array(WORDS + 1);
  private readonly units = new Uint16Array(8 * WORDS);
  private readonly ids = new Int32Array(4 * WORDS);
  private words = 0;

  /** The slot of a word: its own, or the free one where it would stand. */
  slotOf(text: string, start: number, end: number): number {
    let hash = end - start;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    hash ^= hash >>> 15;
    let slot = hash & (2 * WORDS - 1);
    while (this.slots[slot] !== 0 && !this.stands(this.slots[slot]! - 1, text, start, end)) {
      slot = (slot + 1) & (2 * WORDS - 1);
    }
    return slot;
  }

  /** Writes the ids of the word in a slot to `target` from `place` on, and returns how many they are; 0 where the slot is free. */
  copy(slot: number, target: Int32Array, place: number): number {
    const entry = this.slots[slot]! - 1;
    if (entry < 0) return 0;
    const begin = this.idsBegin[entry]!;
    const count = this.idsBegin[entry + 1]! - begin;
    for (let i = 0; i < count; i++) target[place + i] = this.ids[begin + i]!;
    return count;
  }

  /** Keeps a word in the free slot that was found for it. */
  add(slot: number, text: string, start: number, end: number, ids: Int32Array, count: number): void {
    const unitsEnd = this.unitsBegin[this.words]! + end - start;
    const idsEnd = this.idsBegin[this.words]! + count;
    if (this.words === WORDS || unitsEnd > this.units.length || idsEnd > this.ids.length) {
      this.slots.fill(0);
      this.words = 0;
      return; // the word itself is kept the next time
    }
    for (let i = start; i < end; i++) this.units[unitsEnd - end + i] = text.charCodeAt(i);
    for (let i = 0; i < count; i++) this.ids[idsEnd - count + i] = ids[i]!;
    this.slots[slot] = ++this.words;
    this.unitsBegin[this.words] = unitsEnd;
    this.idsBegin[this.words] = idsEnd;
  }

  private stands(entry: number, text: string, start: number, end: number): boolean {
    const begin = this.unitsBegin[entry]!;
    if (this.unitsBegin[entry + 1]! - begin !== end - start) return false;
    for (let i = start; i < end; i++) {
      if (this.units[begin + i - start] !== text.charCodeAt(i)) return false;
    }
    return true;
  }
}

const WORDS = 32_768;
