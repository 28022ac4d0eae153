/**
 * A whole number from 0 on for each pair of ids: an open hash table in typed arrays, which asks for no memory when it is read and
 * takes a third of what a `Map` with packed keys does.
 */
export class PairTable {
  /** left, right, value + 1 (0: free), for each slot. */
  private slots: Int32Array;
  private size = 0;

  /** @param expected how many pairs there will be; it grows beyond them. */
  constructor(expected: number) {
    this.slots = new Int32Array(3 * 2 ** Math.ceil(Math.log2(2 * Math.max(expected, 8))));
  }

  /** The value of a pair, −1 where it has none. */
  get(left: number, right: number): number {
    return this.slots[this.slotOf(left, right) + 2]! - 1;
  }

  set(left: number, right: number, value: number): void {
    const slot = this.slotOf(left, right);
    if (this.slots[slot + 2] === 0) this.size++;
    this.slots[slot] = left;
    this.slots[slot + 1] = right;
    this.slots[slot + 2] = value + 1;
    if (6 * this.size > this.slots.length) this.grow();
  }

  /** Where a pair stands, or would stand. At least half of the slots are free. */
  private slotOf(left: number, right: number): number {
    const { slots } = this;
    const last = slots.length / 3 - 1;
    let hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
    hash ^= hash >>> 15;
    for (let place = hash & last; ; place = (place + 1) & last) {
      const slot = 3 * place;
      if (slots[slot + 2] === 0 || (slots[slot] === left && slots[slot + 1] === right)) return slot;
    }
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Int32Array(2 * old.length);
    this.size = 0;
    for (let slot = 0; slot < old.length; slot += 3) {
      if (old[slot + 2] !== 0) this.set(old[slot]!, old[slot + 1]!, old[slot + 2]! - 1);
    }
  }
}
