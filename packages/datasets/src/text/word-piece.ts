import { checkOptions, checkSize } from '@thaw/backend';

import { basicWords, type BasicOptions, basicOptionNames, wordBreaks } from './basic-words.ts';
import { bertFrame, withBertTokens } from './bert-tokens.ts';
import type { Frame } from './tokenizer.ts';
import type { Vocabulary } from './vocabulary.ts';
import { type Pieces, type VocabularyTokenizer, vocabularyTokenizer } from './vocabulary-tokenizer.ts';
import { requireVocabulary } from './word-tokenizer.ts';
import { wordEncoder } from './words.ts';

/** Options of `wordPiece`. What is not given is as BERT (uncased) has it. */
export interface WordPieceOptions extends BasicOptions {
  /** What stands before a piece that begins no word. @defaultValue '##' */
  readonly prefix?: string;
  /** A word of more characters becomes `[UNK]`. @defaultValue 100, as the Hugging Face library has it; BERT's own code: 200 */
  readonly maximumWordLength?: number;
  /** Whether decoding takes away the blanks before `.`, `?`, `!`, `,` and around an apostrophe. @defaultValue true */
  readonly cleanUp?: boolean;
  /** What is put around a text. @defaultValue `[CLS]` first `[SEP]`, `[CLS]` first `[SEP]` second `[SEP]`, where the vocabulary has them */
  readonly frame?: Frame;
}

/** The names of the options, for `checkOptions`. */
export const wordPieceOptionNames: readonly string[] = [
  ...basicOptionNames,
  'prefix',
  'maximumWordLength',
  'cleanUp',
  'frame',
];

/**
 * BERT's tokenizer: text is cleaned and cut into words, and a word into the longest pieces there are, from its beginning on.
 *
 * A piece within a word is written with `##` before it: `unaffable` → `un ##aff ##able`. A word in which some place begins no
 * piece is `[UNK]` as a whole. Decoding joins the pieces: it gives back neither capitals nor accents nor how many blanks there were.
 *
 * @param vocabulary such as `Vocabulary.fromText(text)` of BERT's vocab.txt. It must have `[UNK]`; `[PAD]`, `[UNK]`, `[CLS]`,
 * `[SEP]` and `[MASK]` are special tokens without being named.
 * @throws {ArgumentError} when an option does not exist, or there is no `[UNK]`.
 * @see Devlin et al. 2019, https://arxiv.org/abs/1810.04805; Wu et al. 2016, https://arxiv.org/abs/1609.08144, section 4.1
 * @example
 * ```ts
 * import { Vocabulary, wordPiece } from '@thaw/datasets/text';
 *
 * const tokens = '[PAD] [UNK] [CLS] [SEP] un ##aff ##able he is was'.split(' ');
 * const tokenizer = wordPiece(new Vocabulary(tokens));
 * const { ids, typeIds } = tokenizer.encodeWithOffsets('He is UNAFFABLE', { pair: 'was he' });
 * console.log(ids.join(' ')); // 2 7 8 4 5 6 3 9 7 3
 * console.log(typeIds.join(' ')); // 0 0 0 0 0 0 0 1 1 1
 * console.log(tokenizer.decode(ids)); // he is unaffable was he
 * ```
 */
export function wordPiece(vocabulary: Vocabulary, options: WordPieceOptions = {}): VocabularyTokenizer {
  const owner = 'wordPiece';
  checkOptions(owner, options, wordPieceOptionNames);
  requireVocabulary(owner, vocabulary);
  const { prefix = '##', maximumWordLength = 100, cleanUp = true } = options;
  checkSize(owner, 'maximumWordLength', maximumWordLength);
  const known = withBertTokens(owner, vocabulary);
  const unknown = known.idOf(known.unknown!)!;
  const longest = known.tokens.reduce((most, { length }) => Math.max(most, length), 0);
  const encodeWord = (given: string): Pieces => {
    const ids: number[] = [];
    const offsets: number[] = [];
    for (const { text, begins, ends } of basicWords(given, options)) {
      const pieces = longestPieces(text, { known, prefix, maximumWordLength, longest });
      if (pieces === undefined) {
        ids.push(unknown);
        offsets.push(begins[0]!, ends.at(-1)!);
        continue;
      }
      let begin = 0;
      for (const [id, end] of pieces) {
        ids.push(id);
        offsets.push(begins[begin]!, ends[end - 1]!);
        begin = end;
      }
    }
    return { ids, offsets };
  };
  return vocabularyTokenizer(known, {
    owner,
    frame: options.frame ?? bertFrame(known),
    padding: '[PAD]',
    encodeText: wordEncoder(wordBreaks(options), encodeWord),
    decodeTokens: (tokens) => joinPieces(tokens, prefix, cleanUp),
  });
}

/** The longest pieces from the left, each with where it ends in the word; undefined when a place begins none. */
function longestPieces(
  word: string,
  { known, prefix, maximumWordLength, longest }: WordLimits,
): [id: number, end: number][] | undefined {
  if (word.length > maximumWordLength && [...word].length > maximumWordLength) return undefined;
  const pieces: [number, number][] = [];
  for (let begin = 0; begin < word.length;) {
    const before = begin === 0 ? '' : prefix;
    let end = Math.min(word.length, begin + longest);
    let id: number | undefined;
    while (end > begin) {
      const isWithinPair = isLowSurrogate(word.charCodeAt(end)) && isHighSurrogate(word.charCodeAt(end - 1));
      id = isWithinPair ? undefined : known.idOf(before + word.slice(begin, end));
      if (id !== undefined) break;
      end--;
    }
    if (id === undefined) return undefined;
    pieces.push([id, end]);
    begin = end;
  }
  return pieces;
}

interface WordLimits {
  readonly known: Vocabulary;
  readonly prefix: string;
  readonly maximumWordLength: number;
  /** The length of the longest token, in UTF-16 units. */
  readonly longest: number;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

function joinPieces(tokens: readonly string[], prefix: string, cleanUp: boolean): string {
  const isWithin = (token: string, i: number): boolean => i > 0 && prefix !== '' && token.startsWith(prefix);
  const joined = tokens
    .map((token, i) => (isWithin(token, i) ? token.slice(prefix.length) : `${i > 0 ? ' ' : ''}${token}`))
    .join('');
  if (!cleanUp) return joined;
  return joined
    .replace(/ ([.?!,])/g, '$1')
    .replaceAll(" ' ", "'")
    .replace(/ (n't|'(?:m|s|ve|re))/g, '$1');
}
