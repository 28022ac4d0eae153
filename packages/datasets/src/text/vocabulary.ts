import { ArgumentError, checkOptions, checkSize, describe } from '@thaw/backend';

import { noSuchId } from './token-ids.ts';
import { parseVocabulary, tokensOfLines } from './vocabulary-file.ts';

/** What a vocabulary knows of its tokens. */
export interface VocabularyOptions {
  /** Tokens that stand for no text, such as `[PAD]`; those that the vocabulary lacks are put first. @defaultValue none */
  readonly specialTokens?: readonly string[];
  /** The token that stands for all that have no id. @defaultValue none: what is unknown is an error */
  readonly unknown?: string;
}

/** Which tokens of a text become a vocabulary. */
export interface CountOptions extends VocabularyOptions {
  /** How often a token must come. @defaultValue 1 */
  readonly minimumCount?: number;
  /** How many tokens there may be, special ones included. @defaultValue no limit */
  readonly maximumSize?: number;
}

/**
 * The tokens of a language and their ids, which count from 0.
 *
 * @throws {ArgumentError} when there is no token, one is empty or comes twice.
 * @example
 * ```ts
 * import { Vocabulary } from '@thaw/datasets/text';
 *
 * const words = 'the cat and the dog and the fox'.split(' ');
 * const vocabulary = Vocabulary.count(words, { specialTokens: ['[PAD]'], unknown: '[UNK]', maximumSize: 5 });
 * console.log(vocabulary.tokens.join(' ')); // [PAD] [UNK] the and cat
 * console.log(vocabulary.idOf('the'), vocabulary.idOf('fox'), vocabulary.known('fox')); // 2 undefined 1
 * ```
 */
export class Vocabulary {
  /** The tokens by id. */
  readonly tokens: readonly string[];
  /** Those of them that stand for no text. */
  readonly specialTokens: readonly string[];
  /** The token that stands for all that have no id. */
  readonly unknown: string | undefined;
  readonly #ids: ReadonlyMap<string, number>;
  readonly #special: ReadonlySet<number>;

  constructor(tokens: readonly string[], options: VocabularyOptions = {}) {
    checkOptions('Vocabulary', options, ['specialTokens', 'unknown']);
    requireTokens(tokens);
    this.unknown = options.unknown;
    const special = [...(options.specialTokens ?? []), ...(this.unknown === undefined ? [] : [this.unknown])];
    this.specialTokens = Object.freeze([...new Set(special)]);
    const there = new Set(tokens);
    const all = [...this.specialTokens.filter((token) => !there.has(token)), ...tokens];
    requireTokens(this.specialTokens, 'a special token');
    if (all.length === 0) throw new ArgumentError('Vocabulary: there must be at least one token.');
    this.tokens = Object.freeze(all);
    const ids = new Map<string, number>();
    for (const [id, token] of all.entries()) {
      if (ids.has(token)) {
        throw new ArgumentError(
          `Vocabulary: the token '${token}' is there twice, as id ${ids.get(token)} and as id ${id}.`,
        );
      }
      ids.set(token, id);
    }
    this.#ids = ids;
    this.#special = new Set(this.specialTokens.map((token) => ids.get(token)!));
  }

  /**
   * The vocabulary of what comes most often: special tokens first, then the others by falling count, of equal ones the one that
   * came first.
   *
   * @throws {ArgumentError} when an option does not exist or is no such number, or nothing is left.
   */
  static count(tokens: Iterable<string>, options: CountOptions = {}): Vocabulary {
    const owner = 'Vocabulary.count';
    checkOptions(owner, options, ['specialTokens', 'unknown', 'minimumCount', 'maximumSize']);
    const { specialTokens = [], unknown, minimumCount = 1, maximumSize = Infinity } = options;
    checkSize(owner, 'minimumCount', minimumCount);
    const special = new Set(unknown === undefined ? specialTokens : [...specialTokens, unknown]);
    if (maximumSize !== Infinity) checkSize(owner, 'maximumSize', maximumSize, special.size || 1);
    const counts = new Map<string, number>();
    for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
    const kept = [...counts]
      .filter(([token, count]) => count >= minimumCount && !special.has(token))
      .sort(([, a], [, b]) => b - a)
      .map(([token]) => token);
    return new Vocabulary(kept.slice(0, maximumSize - special.size), {
      specialTokens,
      ...(unknown !== undefined && { unknown }),
    });
  }

  /**
   * What `toText` wrote, or BERT's vocab.txt: one token a line, its id the number of the line, counted from 0.
   *
   * @throws {TokenizerFileError} when a line is empty or comes twice; it names the line, counted from 1.
   */
  static fromText(text: string, options: VocabularyOptions = {}): Vocabulary {
    return new Vocabulary(tokensOfLines('Vocabulary.fromText', text), options);
  }

  /**
   * What `JSON.stringify(vocabulary)` wrote.
   *
   * @throws {TokenizerFileError} when it is no such text; it says what was expected.
   */
  static fromJson(json: string): Vocabulary {
    const { tokens, ...options } = parseVocabulary('Vocabulary.fromJson', json);
    return new Vocabulary(tokens, options);
  }

  /** How many tokens there are. */
  get size(): number {
    return this.tokens.length;
  }

  /** The id of a token, undefined where there is none. */
  idOf(token: string): number | undefined {
    return this.#ids.get(token);
  }

  /** The id of a token or of the one that stands for it; undefined when there is neither. */
  known(token: string): number | undefined {
    const id = this.#ids.get(token);
    return id === undefined && this.unknown !== undefined ? this.#ids.get(this.unknown) : id;
  }

  /** The token of an id. @throws {ArgumentError} when there is no such id. */
  tokenOf(id: number): string {
    const token = this.tokens[id];
    if (token === undefined) throw noSuchId('Vocabulary', id, undefined, this.size);
    return token;
  }

  /** Whether the token of an id stands for no text. */
  isSpecial(id: number): boolean {
    return this.#special.has(id);
  }

  /** One token a line, as BERT's vocab.txt. @throws {ArgumentError} when a token has a line break in it. */
  toText(): string {
    const broken = this.tokens.find((token) => token.includes('\n') || token.endsWith('\r'));
    if (broken !== undefined) {
      throw new ArgumentError(
        `Vocabulary.toText: the token ${JSON.stringify(broken)} has a line break; keep it as JSON instead.`,
      );
    }
    return `${this.tokens.join('\n')}\n`;
  }

  /** What `JSON.stringify` writes. */
  toJSON(): { tokens: readonly string[]; specialTokens: readonly string[]; unknown?: string } {
    const { tokens, specialTokens, unknown } = this;
    return { tokens, specialTokens, ...(unknown !== undefined && { unknown }) };
  }
}

function requireTokens(tokens: unknown, what = 'a token'): void {
  if (!Array.isArray(tokens)) {
    throw new ArgumentError(`Vocabulary: tokens are an array of texts, got ${describe(tokens)}.`);
  }
  for (const token of tokens as unknown[]) {
    if (typeof token === 'string' && token !== '') continue;
    throw new ArgumentError(
      `Vocabulary: ${what} is a text of at least one character, got ${describe(token)}.`,
    );
  }
}
