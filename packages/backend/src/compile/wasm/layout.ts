import { arrange } from './arena.ts';
import type { Block, Spot } from './blocks.ts';
import type { Recorded } from './record.ts';
import { spansOf, wholeOf } from './touches.ts';

/** Where something lies once the program has its memory: at a place, or so many bytes behind the place of a slot. */
export type Where =
  | { readonly place: number }
  | { readonly slot: number; readonly offset: number }
  | { readonly control: true };

/** Where the blocks of a program lie: in the arena, in what it keeps, or where the slots say, which each run fills. */
export class Layout {
  readonly arenaBytes: number;
  readonly keptBytes: number;
  /** The blocks of the slots. */
  readonly slots: readonly Block[];
  readonly #recorded: Recorded;
  readonly #within: ReadonlyMap<Block, Spot>;
  readonly #offsets = new Map<Block, number>();
  #arena = 0;
  #kept = 0;

  constructor(recorded: Recorded, within: ReadonlyMap<Block, Spot>) {
    const { blocks, events, control } = recorded.recording;
    this.#recorded = recorded;
    this.#within = within;
    const spans = [...spansOf(events, blocks, within)].filter(([block]) => block.home === 'arena');
    const arena = arrange(new Map(spans));
    for (const [block, offset] of arena.offsets) this.#offsets.set(block, offset);
    this.arenaBytes = arena.bytes;
    this.slots = blocks.all.filter((block) => block.home === 'given' && block !== control);
    for (const [slot, block] of this.slots.entries()) this.#offsets.set(block, slot);
    let bytes = align(4 * this.slots.length); // the slots themselves come first
    for (const block of blocks.all) {
      if (block.home !== 'kept') continue;
      this.#offsets.set(block, bytes);
      bytes = align(bytes + block.bytes);
    }
    this.keptBytes = bytes;
  }

  /** Says where in memory the arena begins, and what is kept. */
  settle(arena: number, kept: number): void {
    this.#arena = arena;
    this.#kept = kept;
  }

  /** Where the slots begin. */
  get table(): number {
    return this.#kept;
  }

  /** What an address means; undefined for a number that is none. */
  find(address: number): Where | undefined {
    const spot = this.#recorded.recording.blocks.at(address);
    return spot && this.where(spot);
  }

  where(spot: Spot): Where {
    let offset = spot.offset;
    for (let at = this.#within.get(spot.block), b = spot.block; at; b = at.block, at = this.#within.get(b)) {
      offset += at.offset;
    }
    const block = wholeOf(spot.block, this.#within);
    if (block === this.#recorded.recording.control) return { control: true };
    const own = this.#offsets.get(block) ?? 0;
    if (block.home === 'given') return { slot: own, offset };
    return { place: (block.home === 'arena' ? this.#arena : this.#kept) + own + offset };
  }
}

const align = (bytes: number): number => Math.ceil(bytes / 64) * 64;
