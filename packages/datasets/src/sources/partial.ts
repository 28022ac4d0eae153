import type { Store } from '@thaw/core/stores';

import { readEntry } from './cache.ts';

/** So many bytes are kept at a time: what a killed program loses at most. */
const PART_BYTES = 4 * 1024 * 1024;

/**
 * What has arrived of a file so far, in memory and, part by part, in the cache, so that another process can go on where this one
 * was ended.
 *
 * A part is an entry `part-NAME-BEGIN`, BEGIN being its first byte's place in 12 digits. Two processes that load one file write the
 * same bytes to the same places, so neither can harm the other; what one has removed, the other has in memory.
 */
export class Partial {
  #bytes = new Uint8Array(0);
  #length = 0;
  #kept = 0;
  readonly #names = new Set<string>();
  readonly #store: Store | undefined;
  readonly #name: string;
  readonly #room: number;
  #refusal: unknown;

  /**
   * @param store where the parts are kept; none where they are not.
   * @param room how many bytes there will be, where that is known: memory for them is taken when the first arrive.
   */
  constructor(store: Store | undefined, name: string, room: number = 65_536) {
    this.#store = store;
    this.#name = name;
    this.#room = room;
  }

  /** How many bytes are here, from the first on. */
  get length(): number {
    return this.#length;
  }

  /** Why the store did not take a part, if it did not. */
  get refusal(): unknown {
    return this.#refusal;
  }

  /** All that is here; a view, which lasts until more is added. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Takes up the parts that the store has, as far as they follow one another. */
  async restore(): Promise<void> {
    const begun = `part-${this.#name}-`;
    const names = (await this.#store?.list().catch(() => [])) ?? [];
    for (const name of names.filter((one) => one.startsWith(begun))) {
      this.#names.add(name);
      if (Number(name.slice(begun.length)) !== this.#length) continue;
      const part = await readEntry(this.#store!, name);
      if (part) this.#append(part);
    }
    this.#kept = this.#length;
  }

  /** Takes what came next. */
  async add(chunk: Uint8Array): Promise<void> {
    this.#append(chunk);
    if (this.#length - this.#kept >= PART_BYTES) await this.keep();
  }

  /** Keeps what is not kept yet. */
  async keep(): Promise<void> {
    if (!this.#store || this.#refusal !== undefined || this.#kept === this.#length) return;
    const name = `part-${this.#name}-${String(this.#kept).padStart(12, '0')}`;
    try {
      await this.#store.write(name, this.#bytes.slice(this.#kept, this.#length));
      this.#names.add(name);
      this.#kept = this.#length;
    } catch (cause) {
      this.#refusal = cause; // the download goes on in memory
    }
  }

  /** Forgets all, here and in the store. */
  async drop(): Promise<void> {
    this.#length = 0;
    this.#kept = 0;
    for (const name of this.#names) await this.#store!.remove(name).catch(() => undefined);
    this.#names.clear();
  }

  #append(chunk: Uint8Array): void {
    const length = this.#length + chunk.length;
    if (length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(length, this.#room, 2 * this.#bytes.length));
      larger.set(this.bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(chunk, this.#length);
    this.#length = length;
  }
}
