import { describe } from '@thaw/backend';

import { SourceError } from '../sources/source-file.ts';

/** A value within a JSON file, which knows where it stands, so that an error can say it: `data[0].paragraphs[2].context`. */
export class JsonPlace {
  readonly #value: unknown;
  readonly #file: string;
  /** What it stands in, and under which key there; the path is written when an error needs it. */
  readonly #in: readonly [JsonPlace, string | number] | undefined;

  private constructor(value: unknown, file: string, within?: readonly [JsonPlace, string | number]) {
    this.#value = value;
    this.#file = file;
    this.#in = within;
  }

  /**
   * The whole of a file.
   *
   * @param file how messages call it.
   * @throws {SourceError} when it is no JSON.
   */
  static parse(text: string, file: string): JsonPlace {
    try {
      return new JsonPlace(JSON.parse(text), file);
    } catch (cause) {
      throw new SourceError(`${file}: is no JSON; it is another file, or it is cut off.`, { cause });
    }
  }

  /** What stands under `key`; that there is none is found when it is asked for as something. */
  field(key: string): JsonPlace {
    const value = this.#value;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw this.#fault('an object');
    const own = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
    return new JsonPlace(own, this.#file, [this, key]);
  }

  items(): JsonPlace[] {
    if (!Array.isArray(this.#value)) throw this.#fault('a list');
    return this.#value.map((value, i) => new JsonPlace(value, this.#file, [this, i]));
  }

  text(): string {
    if (typeof this.#value !== 'string') throw this.#fault('a text');
    return this.#value;
  }

  /** A whole number from 0 on. */
  whole(): number {
    if (!Number.isSafeInteger(this.#value) || (this.#value as number) < 0) {
      throw this.#fault('a whole number from 0 on');
    }
    return this.#value as number;
  }

  #fault(expected: string): SourceError {
    return new SourceError(
      `${this.#file}: ${this.#path() || 'the file'} must be ${expected}, got ${describe(this.#value)}.`,
    );
  }

  #path(): string {
    if (!this.#in) return '';
    const [within, key] = this.#in;
    const path = within.#path();
    if (typeof key === 'number') return `${path}[${key}]`;
    return path === '' ? key : `${path}.${key}`;
  }
}
