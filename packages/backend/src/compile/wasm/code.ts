import { signed, unsigned, type ValueType } from './encode.ts';
import { type Opcode, opcodes } from './opcodes.ts';

/** The instructions of a function, written one after the other. */
export class Code {
  readonly bytes: number[] = [];
  /** What the function holds besides its parameters. */
  readonly locals: ValueType[] = [];
  readonly #parameters: number;

  constructor(parameters = 0) {
    this.#parameters = parameters;
  }

  /** Another local, by its number. */
  local(type: ValueType): number {
    return this.#parameters + this.locals.push(type) - 1;
  }

  /** Another local, which holds what is on the stack. */
  keep(type: ValueType): number {
    const local = this.local(type);
    this.set(local);
    return local;
  }

  /** An instruction that takes all it needs from the stack. */
  op(...names: readonly Opcode[]): this {
    for (const name of names) this.#opcode(opcodes[name]);
    return this;
  }

  get(local: number): this {
    return this.#write(0x20, ...unsigned(local));
  }

  set(local: number): this {
    return this.#write(0x21, ...unsigned(local));
  }

  tee(local: number): this {
    return this.#write(0x22, ...unsigned(local));
  }

  call(index: number): this {
    return this.#write(0x10, ...unsigned(index));
  }

  i32(value: number): this {
    return this.#write(0x41, ...signed(value));
  }

  f32(value: number): this {
    return this.#write(0x43, ...bytesOf(Float32Array.of(value)));
  }

  f64(value: number): this {
    return this.#write(0x44, ...bytesOf(Float64Array.of(value)));
  }

  /** Four equal lanes, of float32 or, where `whole`, of int32. */
  splat(value: number, whole = false): this {
    const four = [value, value, value, value];
    return this.#write(0xfd, 12, ...bytesOf(whole ? Int32Array.from(four) : Float32Array.from(four)));
  }

  /** Four lanes of int32. */
  lanes(...four: readonly number[]): this {
    return this.#write(0xfd, 12, ...bytesOf(Int32Array.from(four)));
  }

  /** A load or store from the place on the stack and `offset` bytes on, unaligned; `lane` for those that move one lane. */
  memory(name: Opcode, offset = 0, lane?: number): this {
    this.#opcode(opcodes[name]);
    return this.#write(0, ...unsigned(offset), ...(lane === undefined ? [] : [lane]));
  }

  /** Moves bytes: where to, where from and how many stand on the stack. */
  copy(): this {
    return this.#write(0xfc, 10, 0, 0);
  }

  /** An instruction that moves or looks at one lane in registers. */
  lane(name: Opcode, lane: number): this {
    this.#opcode(opcodes[name]);
    return this.#write(lane);
  }

  /** The lanes of two vectors, of 32 bits each, in another order; those of the second are counted from 4. */
  shuffle(...four: readonly number[]): this {
    return this.#write(0xfd, 13, ...four.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte)));
  }

  /** Instructions that were encoded before. */
  raw(bytes: ArrayLike<number>): this {
    for (let i = 0; i < bytes.length; i++) this.bytes.push(bytes[i]!);
    return this;
  }

  /** What `body` writes, again and again for as long as it leaves a number other than 0. */
  loop(body: () => void): this {
    this.#write(0x03, EMPTY);
    body();
    return this.#write(0x0d, 0, 0x0b);
  }

  /** What `body` writes, where the number on the stack is not 0. */
  when(body: () => void): this {
    this.#write(0x04, EMPTY);
    body();
    return this.#write(0x0b);
  }

  #opcode(opcode: number): void {
    const prefix = opcode >> 16;
    if (prefix) this.#write(prefix, ...unsigned(opcode & 0xffff));
    else this.#write(opcode);
  }

  #write(...bytes: number[]): this {
    this.bytes.push(...bytes);
    return this;
  }
}

/** A block that takes and leaves nothing. */
const EMPTY = 0x40;

const bytesOf = (numbers: Float32Array | Float64Array | Int32Array): Uint8Array =>
  new Uint8Array(numbers.buffer);
