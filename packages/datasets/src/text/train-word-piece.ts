import { checkOptions, checkSize } from '@thaw/backend';

import { basicWords, wordBreaks } from './basic-words.ts';
import { bertSpecialTokens } from './bert-tokens.ts';
import { countWords, tooSmall } from './text-words.ts';
import { Vocabulary } from './vocabulary.ts';
import type { VocabularyTokenizer } from './vocabulary-tokenizer.ts';
import { mergePieces } from './merge-pieces.ts';
import { wordPiece, wordPieceOptionNames, type WordPieceOptions } from './word-piece.ts';

/** Options of `trainWordPiece`. */
export interface TrainWordPieceOptions extends Omit<WordPieceOptions, 'frame'> {
  /** How many pieces there are at most, special tokens included. */
  readonly vocabularySize: number;
  /** @defaultValue `[PAD]`, `[UNK]`, `[CLS]`, `[SEP]`, `[MASK]`, which get the first ids; `[UNK]` must be one */
  readonly specialTokens?: readonly string[];
  /** How often two pieces must stand together to become one. @defaultValue 2 */
  readonly minimumCount?: number;
  /** How often a character must come to be a piece. @defaultValue 1 */
  readonly minimumCharacterCount?: number;
}

const owner = 'trainWordPiece';

/**
 * Finds the pieces of words for `wordPiece`: at first characters; then, again and again, the two neighbours become one piece that raise the
 * likelihood of the text most, under a model in which pieces are independent (Schuster and Nakajima).
 *
 * With counts c and all pieces N, joining a and b that stand together n times changes the log likelihood Σ c log c − N log N by
 * f(n) + f(c_a − n) + f(c_b − n) − f(c_a) − f(c_b) − f(N − n) + f(N), where f(x) = x log x. It ends early when nothing raises it. The quotient
 * n / (c_a c_b) that is often given instead leaves out how often the pair comes, and joins what is rare. The Hugging Face library trains
 * by the count n alone (byte-pair encoding).
 *
 * Of equal pairs that of the older pieces is joined; no chance is involved.
 *
 * @param texts what to learn from, cleaned and cut into words as `wordPiece` does.
 * @throws {ArgumentError} when an option does not exist, or special tokens and characters alone are more than `vocabularySize`.
 * @see Schuster and Nakajima 2012, "Japanese and Korean voice search", https://doi.org/10.1109/ICASSP.2012.6289079
 * @example
 * ```ts
 * import { trainWordPiece } from '@thaw/datasets/text';
 *
 * const text = 'walk walks walked walking talk talks talked talking '.repeat(3);
 * const tokenizer = trainWordPiece(text, { vocabularySize: 24 });
 * const tokens = Array.from(tokenizer.encode('talking'), tokenizer.tokenOf);
 * console.log(tokens.join(' ')); // [CLS] talk ##ing [SEP]
 * ```
 */
export function trainWordPiece(
  texts: string | Iterable<string>,
  options: TrainWordPieceOptions,
): VocabularyTokenizer {
  checkOptions(owner, options, [
    'vocabularySize',
    'specialTokens',
    'minimumCount',
    'minimumCharacterCount',
    ...wordPieceOptionNames.filter((name) => name !== 'frame'),
  ]);
  const { vocabularySize, specialTokens = bertSpecialTokens, minimumCount = 2, ...others } = options;
  const { minimumCharacterCount = 1, ...applied } = others;
  checkSize(owner, 'vocabularySize', vocabularySize);
  checkSize(owner, 'minimumCount', minimumCount);
  checkSize(owner, 'minimumCharacterCount', minimumCharacterCount);
  const { prefix = '##' } = applied;
  const words = countWords(owner, texts, function* (text) {
    for (const stretch of text.match(wordBreaks(applied)) ?? []) {
      for (const word of basicWords(stretch, applied)) yield word.text;
    }
  });
  const pieces = new Map<string, number>();
  const spelled = [...words].map(([word, count]) => {
    const characters = Array.from(word, (character, i) => (i === 0 ? character : prefix + character));
    for (const piece of characters) pieces.set(piece, (pieces.get(piece) ?? 0) + count);
    return [characters, count] as const;
  });
  const alphabet = [...pieces].filter(([, count]) => count >= minimumCharacterCount).map(([piece]) => piece);
  const first = [...new Set([...specialTokens, ...alphabet])];
  if (first.length > vocabularySize) {
    throw tooSmall(owner, vocabularySize, first.length, 'special tokens and every character');
  }
  const known = new Set(alphabet);
  const whole = spelled.filter(([characters]) => characters.every((piece) => known.has(piece)));
  const taken = new Set(first);
  const joined = mergePieces(whole, { room: vocabularySize - first.length, minimumCount, prefix, taken });
  return wordPiece(new Vocabulary([...first, ...joined], { specialTokens }), applied);
}
