/** The types of what a function takes, returns and holds. */
export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128';

export interface Signature {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** A function of another module; imported functions are numbered from 0, in their order. */
export interface ImportedFunction {
  readonly module: string;
  readonly name: string;
  readonly signature: Signature;
}

/** A function of this module, numbered on from the imported ones. */
export interface OwnFunction {
  readonly signature: Signature;
  /** What it holds besides its parameters, which have the first numbers. */
  readonly locals: readonly ValueType[];
  /** Its instructions, without the end. */
  readonly code: ArrayLike<number>;
  /** The name under which it is exported, if it is. */
  readonly name?: string;
}

export interface ModuleParts {
  readonly imports?: readonly ImportedFunction[];
  readonly functions: readonly OwnFunction[];
}

/**
 * The bytes of a WebAssembly module whose memory is `env.memory`, shared between threads and of up to 4 GiB.
 *
 * @see https://webassembly.github.io/spec/core/binary/modules.html
 */
export function encodeModule({ imports = [], functions }: ModuleParts): Uint8Array<ArrayBuffer> {
  const signatures = [...imports, ...functions].map(({ signature }) => encodeSignature(signature));
  const distinct = [...new Set(signatures.map(String))];
  const numbers = signatures.map((signature) => distinct.indexOf(String(signature)));
  const types = distinct.map((text) => text.split(',').map(Number));
  const memory = [...name('env'), ...name('memory'), MEMORY, SHARED, ...unsigned(1), ...unsigned(65536)];
  const imported = imports.map((one, i) => [
    ...name(one.module),
    ...name(one.name),
    0,
    ...unsigned(numbers[i]!),
  ]);
  const exported = functions.flatMap((one, i) =>
    one.name === undefined ? [] : [[...name(one.name), 0, ...unsigned(imports.length + i)]],
  );
  const bytes = new Bytes([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  bytes.section(1, types);
  bytes.section(2, [memory, ...imported]);
  bytes.section(
    3,
    functions.map((_, i) => unsigned(numbers[imports.length + i]!)),
  );
  bytes.section(7, exported);
  bytes.section(10, functions.map(encodeBody));
  return bytes.end();
}

const MEMORY = 2;
/** Limits of a memory that has a most and is shared. */
const SHARED = 3;
const END = 0x0b;

const typeBytes: Readonly<Record<ValueType, number>> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
};

function encodeSignature({ parameters, results }: Signature): number[] {
  const list = (types: readonly ValueType[]): number[] => [
    ...unsigned(types.length),
    ...types.map((type) => typeBytes[type]),
  ];
  return [0x60, ...list(parameters), ...list(results)];
}

function encodeBody({ locals, code }: OwnFunction): Uint8Array {
  const runs: { type: ValueType; count: number }[] = [];
  for (const type of locals) {
    const last = runs.at(-1);
    if (last?.type === type) last.count++;
    else runs.push({ type, count: 1 });
  }
  const head = [
    ...unsigned(runs.length),
    ...runs.flatMap(({ type, count }) => [...unsigned(count), typeBytes[type]]),
  ];
  const body = new Bytes(unsigned(head.length + code.length + 1));
  body.add(head);
  body.add(code);
  body.add([END]);
  return body.end();
}

/** A whole number from 0 to 2³² − 1, in as few bytes as it takes (LEB128). */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  bytes.push(value);
  return bytes;
}

/** A whole number of 32 bits with its sign; from 2³¹ on it is taken for the negative one of the same bits. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value | 0; ; rest >>= 7) {
    const low = rest & 127;
    if (rest >> 6 === 0 || rest >> 6 === -1) return [...bytes, low];
    bytes.push(low | 128);
  }
}

function name(text: string): number[] {
  const bytes = [...new TextEncoder().encode(text)];
  return [...unsigned(bytes.length), ...bytes];
}

/** Bytes that grow. */
class Bytes {
  readonly #parts: Uint8Array[];

  constructor(first: ArrayLike<number>) {
    this.#parts = [Uint8Array.from(first)];
  }

  add(bytes: ArrayLike<number>): void {
    this.#parts.push(Uint8Array.from(bytes));
  }

  /** A section: how many items it has, and these. */
  section(id: number, items: readonly ArrayLike<number>[]): void {
    const count = unsigned(items.length);
    const size = items.reduce((sum, item) => sum + item.length, count.length);
    this.add([id, ...unsigned(size), ...count]);
    for (const item of items) this.add(item);
  }

  end(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }
}
