import { ArgumentError, checkOptions, describe, type Random, sharedRandom } from '@thaw/backend';

import { type AlignedText, changeText } from './aligned-text.ts';
import { byteTokens, textOfTokens } from './byte-tokens.ts';
import type { Frame } from './tokenizer.ts';
import { bestPath, drawPath, type PieceTable, type Step } from './unigram-lattice.ts';
import {
  blankSign,
  normalizedText,
  signedWords,
  sliceText,
  type UnigramTextOptions,
  withSign,
} from './unigram-words.ts';
import { parseUnigram } from './unigram-file.ts';
import { Vocabulary } from './vocabulary.ts';
import { type Pieces, type VocabularyTokenizer, vocabularyTokenizer } from './vocabulary-tokenizer.ts';
import { wordEncoder } from './words.ts';

/** A piece and its log probability. */
export type ScoredPiece = readonly [token: string, score: number];

/** Options of `unigram`. */
export interface UnigramOptions extends UnigramTextOptions {
  /** The piece for characters that are no pieces. @defaultValue '<unk>' */
  readonly unknown?: string;
  /** Pieces that stand for no text. @defaultValue `<pad>`, `<unk>`, `<s>` and `</s>`, where there are such */
  readonly specialTokens?: readonly string[];
  /** What is put around a text. @defaultValue nothing */
  readonly frame?: Frame;
}

/** Options of `UnigramTokenizer.sample`. */
export interface SampleOptions {
  /** 1 draws by probability, 0 evenly; the larger, the closer to `encode`. @defaultValue 1 */
  readonly alpha?: number;
  /** What draws. @defaultValue a fork of the generator that `seed` seeds */
  readonly random?: Random;
}

/** A tokenizer that cuts text into its most likely pieces. */
export interface UnigramTokenizer extends VocabularyTokenizer {
  /** The log probability of each id. */
  readonly scores: readonly number[];
  /**
   * The ids of a text cut by chance, another way each time, which a model learns to be robust against (subword regularization). Nothing
   * is put around it.
   *
   * @throws {ArgumentError} when text is no string, or alpha is not a number from 0 on.
   */
  sample(text: string, options?: SampleOptions): Int32Array;
  /** What `JSON.stringify` writes, and `unigramFromJson` reads. */
  toJSON(): object;
}

export const usualSpecialTokens: readonly string[] = ['<pad>', '<unk>', '<s>', '</s>'];
const owner = 'unigram';

/**
 * The unigram language model of SentencePiece: every piece has a probability, and a text is cut where the product of its pieces'
 * probabilities is largest (Viterbi). A word begins with `▁`, the sign of the blank before it.
 *
 * A character that is no piece becomes `<unk>`, those in a row one; or, if the pieces have `<0x00>` … `<0xFF>`, its bytes. With these,
 * `whitespace: 'keep'` and `normalize: 'none'` decoding is exact for all well-formed text; a `▁` of the text itself is then said in bytes.
 *
 * @param pieces tokens with log probabilities, their ids in this order.
 * @throws {ArgumentError} when there is no `<unk>`, a score is no number, or a piece that cannot be used has `▁` within.
 * @see Kudo 2018, https://arxiv.org/abs/1804.10959; Kudo and Richardson 2018, https://arxiv.org/abs/1808.06226
 * @example
 * ```ts
 * import { unigram } from '@thaw/datasets/text';
 *
 * const pieces = [['<unk>', 0], ['▁the', -2], ['▁c', -3], ['at', -2], ['a', -4], ['t', -4], ['s', -3]] as const;
 * const tokenizer = unigram(pieces);
 * const ids = tokenizer.encode('the  cats');
 * console.log(Array.from(ids, tokenizer.tokenOf).join(' '), '|', tokenizer.decode(ids)); // ▁the ▁c at s | the cats
 * ```
 */
export function unigram(pieces: readonly ScoredPiece[], options: UnigramOptions = {}): UnigramTokenizer {
  checkOptions(owner, options, ['unknown', 'specialTokens', 'frame', 'normalize', 'whitespace']);
  const { unknown = '<unk>', whitespace = 'collapse', normalize = 'NFKC', frame } = options;
  requireOne('whitespace', whitespace, ['collapse', 'keep']);
  requireOne('normalize', normalize, ['NFKC', 'NFC', 'none']);
  requirePieces(pieces, unknown);
  if (whitespace === 'keep' && !pieces.some(([token]) => token === blankSign)) {
    throw new ArgumentError(`${owner}: with whitespace: 'keep' the blank must be a piece, '${blankSign}'.`);
  }
  const tokens = pieces.map(([token]) => token);
  const there = new Set(tokens);
  const { specialTokens = usualSpecialTokens.filter((token) => there.has(token)) } = options;
  const vocabulary = new Vocabulary(tokens, { unknown, specialTokens });
  const scores = pieces.map(([, score]) => score);
  const bytes = byteTokens.map((token) => vocabulary.idOf(token));
  const hasBytes = bytes.every((id) => id !== undefined);
  const table = tableOf(vocabulary, scores, whitespace === 'collapse');
  const unknownId = vocabulary.idOf(unknown)!;

  /** The ids of the steps of a path through a text, and their places. */
  const spell = ({ text, begins, ends }: AlignedText, steps: readonly Step[], to: MutablePieces): void => {
    let begin = 0;
    let wasUnknown = false;
    for (const [id, end] of steps) {
      const isUnknown = id < 0 && !hasBytes;
      if (isUnknown && wasUnknown) to.offsets[to.offsets.length - 1] = ends[end - 1]!;
      else {
        const said = id < 0 && hasBytes ? byteIds(text.slice(begin, end)) : [isUnknown ? unknownId : id];
        for (const each of said) {
          to.ids.push(each);
          to.offsets.push(begins[begin]!, ends[end - 1]!);
        }
      }
      wasUnknown = isUnknown;
      begin = end;
    }
  };
  const byteIds = (text: string): number[] =>
    Array.from(new TextEncoder().encode(text), (byte) => bytes[byte]!);
  type Cut = (text: string) => readonly Step[];
  const encodeWord = (word: string, cut: Cut): Pieces => {
    const to: MutablePieces = { ids: [], offsets: [] };
    for (const signed of signedWords(word, options)) spell(signed, cut(signed.text), to);
    return to;
  };
  const encodeWhole = (text: string, beginsText: boolean, cut: Cut): Pieces => {
    const to: MutablePieces = { ids: [], offsets: [] };
    const changed = normalizedText(text, options);
    let done = 0;
    const add = (end: number): void => {
      const part = changeText(sliceText(changed, done, end), / /gu, () => blankSign);
      const signed = beginsText && done === 0 ? withSign(part) : part;
      if (signed.text !== '') spell(signed, cut(signed.text), to);
    };
    for (const { index } of hasBytes ? changed.text.matchAll(/▁/gu) : []) {
      add(index);
      done = index + 1;
      spell(sliceText(changed, index, done), [[-1, 1]], to);
    }
    add(changed.text.length);
    return to;
  };
  const best: Cut = (text) => bestPath(text, table).steps;
  const encodeWords = wordEncoder(/\S+/gu, (word) => encodeWord(word, best));
  const made = vocabularyTokenizer(vocabulary, {
    owner,
    frame,
    padding: '<pad>',
    encodeText: (text, beginsText) =>
      whitespace === 'keep' ? encodeWhole(text, beginsText, best) : encodeWords(text),
    decodeTokens: (said) => textOfTokens(said),
  });
  return {
    ...made,
    scores,
    sample: (text, given = {}) => {
      checkOptions(owner, given, ['alpha', 'random']);
      const { alpha = 1, random = sharedRandom().fork() } = given;
      if (typeof text !== 'string')
        throw new ArgumentError(`${owner}: expected a text, got ${describe(text)}.`);
      if (!(alpha >= 0 && alpha < Infinity)) {
        throw new ArgumentError(`${owner}: alpha must be a number from 0 on, got ${describe(alpha)}.`);
      }
      const draw: Cut = (part) => drawPath(part, table, alpha, random.uniform(part.length));
      const { ids } =
        whitespace === 'keep'
          ? encodeWhole(text, true, draw)
          : joined((text.match(/\S+/gu) ?? []).map((word) => encodeWord(word, draw)));
      return Int32Array.from(ids);
    },
    toJSON: () => ({ pieces, unknown, specialTokens, normalize, whitespace, ...(frame && { frame }) }),
  };
}

/**
 * What `JSON.stringify(unigram(…))` wrote.
 *
 * @throws {TokenizerFileError} when it is no such text; it says what was expected.
 */
export function unigramFromJson(json: string): UnigramTokenizer {
  const { pieces, options } = parseUnigram('unigramFromJson', json);
  return unigram(pieces, options);
}

interface MutablePieces {
  readonly ids: number[];
  readonly offsets: number[];
}

function joined(parts: readonly Pieces[]): Pieces {
  return { ids: parts.flatMap(({ ids }) => ids), offsets: parts.flatMap(({ offsets }) => offsets) };
}

/** The pieces that a text can be cut into: no special ones, and none for bytes. */
function tableOf(vocabulary: Vocabulary, scores: readonly number[], isByWord: boolean): PieceTable {
  const spelling = new Set(byteTokens);
  const ids = new Map<string, number>();
  let longest = 0;
  for (const [id, token] of vocabulary.tokens.entries()) {
    if (vocabulary.isSpecial(id) || spelling.has(token)) continue;
    if (isByWord && token.lastIndexOf(blankSign) > 0) {
      throw new ArgumentError(
        `${owner}: the piece '${token}' reaches from word to word; take whitespace: 'keep', which cuts a text as a whole.`,
      );
    }
    ids.set(token, id);
    longest = Math.max(longest, token.length);
  }
  // What SentencePiece takes for a character that is no piece: 10 less than the least likely piece.
  const unknownScore = scores.reduce((least, score) => Math.min(least, score), 0) - 10;
  return { ids, scores, longest, unknownScore };
}

function requirePieces(pieces: unknown, unknown: string): void {
  const isList = Array.isArray(pieces);
  const wrong = isList
    ? (pieces as unknown[]).find((piece) => {
        const [token, score] = Array.isArray(piece) ? (piece as unknown[]) : [];
        return typeof token !== 'string' || typeof score !== 'number' || !Number.isFinite(score);
      })
    : pieces;
  if (!isList || wrong !== undefined) {
    throw new ArgumentError(
      `${owner}: expected pieces as [token, score], the score a finite number, got ${describe(wrong)}.`,
    );
  }
  if ((pieces as ScoredPiece[]).some(([token]) => token === unknown)) return;
  throw new ArgumentError(
    `${owner}: there is no piece '${unknown}' for characters that are no pieces; name another by unknown.`,
  );
}

function requireOne(name: string, value: unknown, all: readonly string[]): void {
  if (all.includes(value as string)) return;
  throw new ArgumentError(`${owner}: ${name} is one of ${all.join(', ')}, got ${describe(value)}.`);
}
