/** The numbers of the sections of a module that are looked into. */
export const sections = { types: 1, imports: 2, functions: 3, exports: 7, bodies: 10 } as const;

/** What an import or an export is: a function, or one of these. */
const FUNCTION = 0;
const TABLE = 1;
const GLOBAL = 3;

/**
 * Goes through the bytes of a WebAssembly module, or of a part of it.
 *
 * @see https://webassembly.github.io/spec/core/binary/modules.html
 */
export class ModuleReader {
  readonly #bytes: Uint8Array;
  /** The place of the next byte. */
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** How many bytes are left. */
  get left(): number {
    return this.#bytes.length - this.at;
  }

  /** The sections of a whole module: their numbers and what they hold. */
  *sections(): Generator<[number: number, section: ModuleReader]> {
    this.at = 8; // behind the magic number and the version
    while (this.left > 0) yield [this.byte(), this.part(this.unsigned())];
  }

  byte(): number {
    return this.#bytes[this.at++]!;
  }

  /** A number of as many bytes as it needs (LEB128). */
  unsigned(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  /** The next bytes, to be read by themselves. */
  part(length: number): ModuleReader {
    this.at += length;
    return new ModuleReader(this.#bytes.subarray(this.at - length, this.at));
  }

  /** The bytes from a place to the next one. */
  from(start: number): number[] {
    return [...this.#bytes.subarray(start, this.at)];
  }

  /** As many things as a number says that stands before them. */
  list<T>(read: () => T): T[] {
    return Array.from({ length: this.unsigned() }, read);
  }

  name(): string {
    return new TextDecoder().decode(this.part(this.unsigned()).#bytes);
  }

  /** Of a section of imports: the number of the type of each function, in their order. */
  importedFunctions(): number[] {
    return this.list(() => this.#importedFunction()).filter((type) => type !== undefined);
  }

  /** Of a section of exports: the number of each function, by its name. */
  exportedFunctions(): Map<string, number> {
    const found = new Map<string, number>();
    this.list(() => {
      const [name, kind, number] = [this.name(), this.byte(), this.unsigned()];
      if (kind === FUNCTION) found.set(name, number);
    });
    return found;
  }

  #importedFunction(): number | undefined {
    this.name();
    this.name();
    const kind = this.byte();
    if (kind === FUNCTION) return this.unsigned();
    if (kind === GLOBAL)
      this.at += 2; // its type, and whether it changes
    else {
      if (kind === TABLE) this.byte(); // the type of what it holds, then limits as a memory's
      const hasMost = (this.byte() & 1) === 1;
      this.unsigned();
      if (hasMost) this.unsigned();
    }
    return undefined;
  }
}
