import { ArgumentError, checkOptions, describe } from '@thaw/backend';

import type { Frame } from './tokenizer.ts';
import { type CountOptions, Vocabulary } from './vocabulary.ts';
import { type VocabularyTokenizer, vocabularyTokenizer } from './vocabulary-tokenizer.ts';
import { wordEncoder } from './words.ts';

/** How a text is cut into words. */
export interface WordOptions {
  /**
   * What a word is: each match is one, and what lies between is left out.
   * @defaultValue letters and figures, with what follows an apostrophe; or any one other character that is no blank
   */
  readonly pattern?: RegExp;
  /** Whether words are written small. @defaultValue true */
  readonly lowerCase?: boolean;
}

/** Options of `wordTokenizer`. */
export interface WordTokenizerOptions extends WordOptions {
  /** What is put between words when ids become text. @defaultValue a blank */
  readonly joiner?: string;
  /** The special tokens around a text. @defaultValue none */
  readonly frame?: Frame;
}

/** Options of `trainWordTokenizer`. */
export interface TrainWordTokenizerOptions extends WordTokenizerOptions, CountOptions {}

const wordPattern = /[\p{L}\p{M}\p{N}_]+(?:['’]\p{L}+)?|[^\s\p{L}\p{M}\p{N}_]/gu;

/**
 * The words of a text, as `wordTokenizer` sees them.
 *
 * @throws {ArgumentError} when text is no string, an option does not exist or pattern is no regular expression.
 * @example
 * ```ts
 * import { splitWords } from '@thaw/datasets/text';
 *
 * console.log(splitWords("Don't panic!")); // [ "don't", 'panic', '!' ]
 * ```
 */
export function splitWords(text: string, options: WordOptions = {}): string[] {
  const owner = 'splitWords';
  checkOptions(owner, options, ['pattern', 'lowerCase']);
  if (typeof text !== 'string') throw new ArgumentError(`${owner}: expected a text, got ${describe(text)}.`);
  const { lowerCase = true } = options;
  const words = text.match(globalPattern(owner, options.pattern)) ?? [];
  return lowerCase ? words.map((word) => word.toLowerCase()) : words;
}

/**
 * A tokenizer whose tokens are words. Words that the vocabulary lacks become its `unknown`.
 *
 * What lies between words is not kept: decoding puts a blank there. With `pattern: /\s+|\S+/gu`, `joiner: ''` and
 * `lowerCase: false` nothing lies between, and decoding is exact.
 *
 * @throws {ArgumentError} when an option does not exist; and, while encoding, when a word is not in a vocabulary without
 * `unknown`.
 * @example
 * ```ts
 * import { Vocabulary, wordTokenizer } from '@thaw/datasets/text';
 *
 * const vocabulary = new Vocabulary(['the', 'cat', 'sat', '.'], { unknown: '[UNK]' });
 * const { encode, decode } = wordTokenizer(vocabulary);
 * console.log(decode(encode('The cat sat. The dog sat.'))); // the cat sat . the [UNK] sat .
 * ```
 */
export function wordTokenizer(
  vocabulary: Vocabulary,
  options: WordTokenizerOptions = {},
): VocabularyTokenizer {
  const owner = 'wordTokenizer';
  checkOptions(owner, options, ['pattern', 'lowerCase', 'joiner', 'frame']);
  requireVocabulary(owner, vocabulary);
  const { lowerCase = true, joiner = ' ', frame } = options;
  return vocabularyTokenizer(vocabulary, {
    owner,
    frame,
    padding: '[PAD]',
    encodeText: wordEncoder(globalPattern(owner, options.pattern), (word, place) => {
      const token = lowerCase ? word.toLowerCase() : word;
      const id = vocabulary.known(token);
      if (id !== undefined) return { ids: [id], offsets: [0, word.length] };
      throw new ArgumentError(
        `${owner}: the word '${token}' at place ${place} is not in the vocabulary of ${vocabulary.size} tokens, ` +
          "which has no unknown token; give it one, such as unknown: '[UNK]'.",
      );
    }),
    decodeTokens: (tokens) => tokens.join(joiner),
  });
}

/**
 * A word tokenizer whose vocabulary is the words of the given texts, those that come most often first.
 *
 * @throws {ArgumentError} when an option does not exist, or there is no word.
 * @example
 * ```ts
 * import { trainWordTokenizer } from '@thaw/datasets/text';
 *
 * const options = { specialTokens: ['[PAD]'], unknown: '[UNK]', minimumCount: 2 };
 * const { vocabulary, encode } = trainWordTokenizer(['the cat sat', 'the dog sat'], options);
 * console.log(vocabulary.tokens.join(' '), encode('the fox sat').join(' ')); // [PAD] [UNK] the sat 2 1 3
 * ```
 */
export function trainWordTokenizer(
  texts: string | Iterable<string>,
  options: TrainWordTokenizerOptions = {},
): VocabularyTokenizer {
  const { specialTokens, unknown, minimumCount, maximumSize, ...rest } = options;
  const counting = { specialTokens, unknown, minimumCount, maximumSize };
  const given = Object.fromEntries(Object.entries(counting).filter(([, value]) => value !== undefined));
  const { pattern, lowerCase } = options;
  const words = function* (): Generator<string> {
    for (const text of typeof texts === 'string' ? [texts] : texts) {
      yield* splitWords(text, { ...(pattern && { pattern }), ...(lowerCase !== undefined && { lowerCase }) });
    }
  };
  return wordTokenizer(Vocabulary.count(words(), given), rest);
}

/** Checks that a tokenizer is given a `Vocabulary`. */
export function requireVocabulary(owner: string, vocabulary: unknown): void {
  if (vocabulary instanceof Vocabulary) return;
  throw new ArgumentError(
    `${owner}: expected a Vocabulary, got ${describe(vocabulary)}; write new Vocabulary(tokens).`,
  );
}

/** The pattern with the flag that finds all matches. */
function globalPattern(owner: string, pattern: unknown = wordPattern): RegExp {
  if (!(pattern instanceof RegExp)) {
    throw new ArgumentError(
      `${owner}: pattern is a regular expression, got ${describe(pattern)}; write pattern: /\\S+/gu.`,
    );
  }
  return pattern.global ? pattern : new RegExp(pattern, `${pattern.flags}g`);
}
