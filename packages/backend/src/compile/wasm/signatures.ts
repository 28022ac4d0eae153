import type { Signature, ValueType } from './encode.ts';

/** What the functions that a module exports take and return, by name. */
export type Signatures = ReadonlyMap<string, Signature>;

const TYPES = 1;
const IMPORTS = 2;
const FUNCTIONS = 3;
const EXPORTS = 7;

/**
 * Reads the signatures of a module's exports, which no engine tells: whether a number is rounded to float32 or is a place.
 *
 * @see https://webassembly.github.io/spec/core/binary/modules.html
 */
export function signaturesOf(module: Uint8Array): Signatures {
  const reader = new Reader(module, 8); // behind the magic number and the version
  let types: Signature[] = [];
  const functions: number[] = [];
  const found = new Map<string, Signature>();
  while (!reader.isAtEnd) {
    const section = reader.byte();
    const end = reader.unsigned() + reader.at;
    if (section === TYPES) types = reader.list(() => reader.signature());
    else if (section === IMPORTS) functions.push(...reader.list(() => reader.importedType()).flat());
    else if (section === FUNCTIONS) functions.push(...reader.list(() => reader.unsigned()));
    else if (section === EXPORTS) {
      reader.list(() => {
        const [name, kind, index] = [reader.name(), reader.byte(), reader.unsigned()];
        if (kind === 0) found.set(name, types[functions[index]!]!);
      });
    }
    reader.at = end;
  }
  return found;
}

const valueTypes: Readonly<Record<number, ValueType>> = {
  0x7f: 'i32',
  0x7e: 'i64',
  0x7d: 'f32',
  0x7c: 'f64',
  0x7b: 'v128',
};

class Reader {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  get isAtEnd(): boolean {
    return this.at >= this.#bytes.length;
  }

  byte(): number {
    return this.#bytes[this.at++]!;
  }

  unsigned(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  list<T>(read: () => T): T[] {
    return Array.from({ length: this.unsigned() }, read);
  }

  name(): string {
    const length = this.unsigned();
    this.at += length;
    return new TextDecoder().decode(this.#bytes.slice(this.at - length, this.at));
  }

  signature(): Signature {
    this.byte(); // says that it is a function's
    const types = (): ValueType[] => this.list(() => valueTypes[this.byte()]!);
    return { parameters: types(), results: types() };
  }

  /** The number of its type, if what is imported is a function. */
  importedType(): number[] {
    this.name();
    this.name();
    const kind = this.byte();
    if (kind === 0) return [this.unsigned()];
    if (kind === 3)
      this.at += 2; // a global
    else {
      if (kind === 1) this.byte(); // a table: the type of what it holds, then limits as a memory's
      const hasMost = (this.byte() & 1) === 1;
      this.unsigned();
      if (hasMost) this.unsigned();
    }
    return [];
  }
}
