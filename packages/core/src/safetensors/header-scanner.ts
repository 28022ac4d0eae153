/**
 * Reads the JSON of a safetensors header piece by piece, as `JSON.parse` does not: a key that stands twice is seen, a name such as
 * `__proto__` is a name like any other, numbers are whole, and what is nested deeper than the format has it is never entered, so
 * that nothing a header says takes more memory than its own length.
 *
 * @see RFC 8259, https://www.rfc-editor.org/rfc/rfc8259
 */
export class HeaderScanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /**
   * An object, whose values `member` reads.
   *
   * @throws {HeaderFault} when there is none, or a key stands twice.
   */
  object(member: (key: string) => void): void {
    const keys = new Set<string>();
    this.#list('{', '}', () => {
      const key = this.string();
      if (keys.has(key)) throw new HeaderFault(`its header has ${JSON.stringify(key)} twice.`);
      keys.add(key);
      this.#require(':');
      member(key);
    });
  }

  /** A list of whole numbers from 0 on. @throws {HeaderFault} when there is none. */
  integers(): number[] {
    const numbers: number[] = [];
    this.#list('[', ']', () => void numbers.push(this.#integer()));
    return numbers;
  }

  /** A string. @throws {HeaderFault} when there is none, or it holds half of a surrogate pair. */
  string(): string {
    this.#skipBlanks();
    const begin = this.#at;
    if (this.#text[begin] !== '"') throw new HeaderFault();
    let end = begin + 1;
    for (; this.#text[end] !== '"'; end++) {
      if (end >= this.#text.length) throw new HeaderFault();
      if (this.#text[end] === '\\') end++;
    }
    this.#at = end + 1;
    let value: string;
    try {
      value = JSON.parse(this.#text.slice(begin, end + 1)) as string;
    } catch {
      throw new HeaderFault();
    }
    if (/\p{Surrogate}/u.test(value)) throw new HeaderFault();
    return value;
  }

  /** @throws {HeaderFault} when anything but blanks is left. */
  end(): void {
    this.#skipBlanks();
    if (this.#at < this.#text.length) throw new HeaderFault();
  }

  #integer(): number {
    this.#skipBlanks();
    const digits = /(?:0|[1-9][0-9]{0,15})(?![0-9.eE])/y;
    digits.lastIndex = this.#at;
    const value = Number(digits.exec(this.#text)?.[0] ?? NaN);
    if (!Number.isSafeInteger(value)) throw new HeaderFault();
    this.#at = digits.lastIndex;
    return value;
  }

  #list(open: string, close: string, item: () => void): void {
    this.#require(open);
    if (this.#take(close)) return;
    do item();
    while (this.#take(','));
    this.#require(close);
  }

  #require(character: string): void {
    if (!this.#take(character)) throw new HeaderFault();
  }

  #take(character: string): boolean {
    this.#skipBlanks();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #skipBlanks(): void {
    while (' \n\r\t'.includes(this.#text[this.#at] ?? '!')) this.#at++;
  }
}

/** What is wrong with a header; without words, it is not the JSON that should stand there. */
export class HeaderFault extends Error {}
