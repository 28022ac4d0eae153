/** A run of bytes that a program works on. */
export interface Block {
  readonly id: number;
  readonly bytes: number;
  /**
   * Where it lies: `given`, at a place that each run tells (an input, a variable, an output); `kept`, at one of the program's own for as
   * long as that lives (a constant, a table); or in the `arena`, which it shares with those that are not needed at the same time.
   */
  home: 'given' | 'kept' | 'arena';
  /** Whether there are tensors that are parts of it, or it is a part of another block. */
  isShared?: boolean;
  /** Whether a kernel changes it where it lies. */
  isUpdated?: boolean;
}

/** Where in a block. */
export interface Spot {
  readonly block: Block;
  /** In bytes. */
  readonly offset: number;
}

/**
 * The blocks of a program. As long as they have no place, they have addresses: numbers greater than those of any memory, so that what
 * calculates with places calculates with them too.
 */
export class Blocks {
  readonly all: Block[] = [];

  add(bytes: number, home: Block['home']): Block {
    const block: Block = { id: this.all.length, bytes, home };
    this.all.push(block);
    return block;
  }

  /** The block and the bytes into it that an address means; undefined for a number that is none. */
  at(address: number): Spot | undefined {
    if (!(address >= FIRST && address < FIRST + this.all.length * APART)) return undefined;
    const id = Math.floor((address - FIRST) / APART);
    return { block: this.all[id]!, offset: address - addressOf(this.all[id]!) };
  }

  /** Forgets all blocks from this number on. */
  cut(length: number): void {
    this.all.length = length;
  }
}

const FIRST = 2 ** 40;
/** More than a memory holds, so that what lies before or behind a block is not in another. */
const APART = 2 ** 33;

/** Where a block begins. */
export function addressOf({ id }: Block): number {
  return FIRST + id * APART + APART / 2;
}
