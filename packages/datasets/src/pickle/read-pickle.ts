import { SourceError } from '../sources/source-file.ts';

/** What a pickle holds. A text and bytes are both texts here, a byte a character: protocol 2 of Python 2 knew no difference. */
export type Pickled = number | string | boolean | null | Pickled[] | Map<Pickled, Pickled> | PickledObject;

/** An object, as the recipe that would make it: nothing is ever called. */
export interface PickledObject {
  /** The function or class: `numpy ndarray`. */
  readonly make: string;
  readonly args: readonly Pickled[];
  /** What it was given afterwards, where there is something. */
  state?: Pickled;
  /** What was put into it by key. */
  readonly items: Map<Pickled, Pickled>;
}

/** A name that stands in a pickle by itself, before it is called. */
class Name {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = Pickled | Name;

/**
 * Reads a pickle of Python, protocols 2 and 3, as data: numbers, texts, lists, dicts, and objects of the names given.
 *
 * It is a stack of values and a memo, and has the operations that pickles of arrays need. A name outside `names` is refused, as is
 * every other operation: nothing of a pickle is imported, called or executed, and nothing is made that its bytes do not hold.
 *
 * @param names the classes and functions it may name: `numpy ndarray`.
 * @param name how messages call the file.
 * @throws {SourceError} when it is no such pickle; it says at which byte.
 * @see Python's Lib/pickletools.py, which documents each operation
 */
export function readPickle(bytes: Uint8Array, names: ReadonlySet<string>, name: string): Pickled {
  return new Unpickler(bytes, names, name).run();
}

class Unpickler {
  readonly #bytes: Uint8Array;
  readonly #names: ReadonlySet<string>;
  readonly #name: string;
  readonly #view: DataView;
  readonly #memo = new Map<number, Value>();
  #at = 0;
  #stack: Value[] = [];
  /** The stacks below the marks. */
  readonly #below: Value[][] = [];

  constructor(bytes: Uint8Array, names: ReadonlySet<string>, name: string) {
    this.#bytes = bytes;
    this.#names = names;
    this.#name = name;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  run(): Pickled {
    for (;;) {
      const code = this.#skip(1);
      const operation = String.fromCharCode(this.#bytes[code]!);
      if (operation === '.') return this.#data(this.#pop());
      if (
        !this.#number(operation) &&
        !this.#text(operation) &&
        !this.#memory(operation) &&
        !this.#collect(operation)
      ) {
        this.#object(operation, code);
      }
    }
  }

  /** Constants that are not texts. */
  #number(operation: string): boolean {
    if (operation === 'N') this.#stack.push(null);
    else if (operation === '\x88' || operation === '\x89') this.#stack.push(operation === '\x88');
    else if (operation === 'K') this.#stack.push(this.#view.getUint8(this.#skip(1)));
    else if (operation === 'M') this.#stack.push(this.#view.getUint16(this.#skip(2), true));
    else if (operation === 'J') this.#stack.push(this.#view.getInt32(this.#skip(4), true));
    else if (operation === 'G') this.#stack.push(this.#view.getFloat64(this.#skip(8)));
    else if (operation === '\x8a') this.#stack.push(this.#long());
    else return false;
    return true;
  }

  /** A whole number of up to 255 bytes, of which six are as many as a number here holds exactly. */
  #long(): number {
    const count = this.#view.getUint8(this.#skip(1));
    const begin = this.#skip(count);
    if (count > 6) this.#refuse(`a whole number of ${count} bytes, which is none of an index`);
    let value = 0;
    for (let i = count - 1; i >= 0; i--) value = value * 256 + this.#bytes[begin + i]!;
    return count > 0 && this.#bytes[begin + count - 1]! > 127 ? value - 256 ** count : value;
  }

  /** Texts and bytes: their length in one or four bytes, then themselves. */
  #text(operation: string): boolean {
    if (operation === 'U' || operation === 'C')
      this.#stack.push(this.#characters(this.#view.getUint8(this.#skip(1))));
    else if (operation === 'T' || operation === 'B') this.#stack.push(this.#characters(this.#length()));
    else if (operation === 'X') {
      const length = this.#length();
      const begin = this.#skip(length);
      this.#stack.push(new TextDecoder().decode(this.#bytes.subarray(begin, begin + length)));
    } else return false;
    return true;
  }

  #memory(operation: string): boolean {
    if (operation === 'q') this.#memo.set(this.#view.getUint8(this.#skip(1)), this.#top());
    else if (operation === 'r') this.#memo.set(this.#length(), this.#top());
    else if (operation === 'h') this.#stack.push(this.#recall(this.#view.getUint8(this.#skip(1))));
    else if (operation === 'j') this.#stack.push(this.#recall(this.#length()));
    else return false;
    return true;
  }

  /** Lists, tuples (which are lists here) and dicts. */
  #collect(operation: string): boolean {
    const few = ['\x85', '\x86', '\x87'].indexOf(operation) + 1;
    if (operation === '(') {
      this.#below.push(this.#stack);
      this.#stack = [];
    } else if (operation === ']' || operation === ')') this.#stack.push([]);
    else if (operation === '}') this.#stack.push(new Map());
    else if (operation === 't') {
      const tuple = this.#marked(); // first, since it changes the stack
      this.#stack.push(tuple);
    } else if (few > 0)
      this.#stack.push(Array.from({ length: few }, () => this.#data(this.#pop())).reverse());
    else if (operation === 'a' || operation === 'e')
      this.#append(operation === 'a' ? [this.#data(this.#pop())] : this.#marked());
    else if (operation === 's') this.#put([this.#data(this.#pop()), this.#data(this.#pop())].reverse());
    else if (operation === 'u') this.#put(this.#marked());
    else return false;
    return true;
  }

  /** Names, and objects made by them. */
  #object(operation: string, code: number): void {
    if (operation === '\x80') {
      const protocol = this.#view.getUint8(this.#skip(1));
      if (protocol !== 2 && protocol !== 3) this.#refuse(`protocol ${protocol}; 2 and 3 can be read`);
    } else if (operation === 'c') {
      const text = `${this.#line()} ${this.#line()}`;
      if (!this.#names.has(text)) this.#refuse(`the name '${text}', and only those of arrays may be in it`);
      this.#stack.push(new Name(text));
    } else if (operation === 'R' || operation === '\x81') {
      const [args, make] = [this.#data(this.#pop()), this.#pop()];
      if (!(make instanceof Name) || !Array.isArray(args)) this.#refuse('a call that is none');
      this.#stack.push({ make: make.text, args, items: new Map() });
    } else if (operation === 'b') {
      const state = this.#data(this.#pop());
      const object = this.#top();
      if (!isObject(object)) this.#refuse('a state of what is no object');
      object.state = state;
    } else {
      this.#at = code;
      this.#refuse(`the operation ${this.#bytes[code]}, which pickles of arrays do not need`);
    }
  }

  #append(values: Pickled[]): void {
    const list = this.#top();
    if (!Array.isArray(list)) this.#refuse('items for what is no list');
    for (const value of values) list.push(value);
  }

  #put(entries: Pickled[]): void {
    const top = this.#top();
    const items = isObject(top) ? top.items : top;
    if (!(items instanceof Map) || entries.length % 2 !== 0) this.#refuse('entries for what is no dict');
    for (let i = 0; i < entries.length; i += 2) items.set(entries[i]!, entries[i + 1]!);
  }

  /** What stands above the last mark, which it takes away. */
  #marked(): Pickled[] {
    const values = this.#stack.map((value) => this.#data(value));
    this.#stack = this.#below.pop() ?? this.#refuse('an end of what has no beginning');
    return values;
  }

  #top(): Value {
    const top = this.#stack.at(-1);
    return top === undefined ? this.#refuse('a use of a value where there is none') : top;
  }

  #pop(): Value {
    const top = this.#stack.pop();
    return top === undefined ? this.#refuse('a use of a value where there is none') : top;
  }

  /** A value; a bare name, such as `list` in a defaultdict, as an object of it. */
  #data(value: Value): Pickled {
    return value instanceof Name ? { make: value.text, args: [], items: new Map() } : value;
  }

  #recall(slot: number): Value {
    const value = this.#memo.get(slot);
    return value === undefined ? this.#refuse(`slot ${slot} of the memo, which is empty`) : value;
  }

  #length(): number {
    return this.#view.getUint32(this.#skip(4), true);
  }

  #line(): string {
    const end = this.#bytes.indexOf(10, this.#at);
    if (end < 0 || end - this.#at > 100) this.#refuse('a name without an end');
    const text = this.#characters(end - this.#at);
    this.#skip(1);
    return text;
  }

  #characters(length: number): string {
    const begin = this.#skip(length);
    let text = '';
    for (let at = begin; at < begin + length; at += 4096) {
      text += String.fromCharCode(...this.#bytes.subarray(at, Math.min(at + 4096, begin + length)));
    }
    return text;
  }

  /** Goes on by some bytes; where they begin. */
  #skip(count: number): number {
    const begin = this.#at;
    if (begin + count > this.#bytes.length) {
      throw new SourceError(
        `${this.#name}: ends at byte ${this.#bytes.length}, within its pickle; it is cut off, or no pickle.`,
      );
    }
    this.#at += count;
    return begin;
  }

  #refuse(what: string): never {
    throw new SourceError(
      `${this.#name}: is no pickle that is read here: at byte ${this.#at} it has ${what}.`,
    );
  }
}

/** Whether a value is an object's recipe. */
export function isObject(value: Pickled | Name | undefined): value is PickledObject {
  return typeof value === 'object' && value !== null && 'make' in value;
}
