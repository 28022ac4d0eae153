import { checkOptions, checkSize } from '@thaw/backend';

import { byteTokens } from './byte-tokens.ts';
import { countWords, tooSmall } from './text-words.ts';
import {
  type ScoredPiece,
  unigram,
  type UnigramOptions,
  type UnigramTokenizer,
  usualSpecialTokens,
} from './unigram.ts';
import { addExpectations, bestPath, type PieceTable } from './unigram-lattice.ts';
import { piecesToBegin } from './unigram-seeds.ts';
import { signedWords } from './unigram-words.ts';

/** Options of `trainUnigram`. */
export interface TrainUnigramOptions extends UnigramOptions {
  /** How many pieces there are, special ones included. */
  readonly vocabularySize: number;
  /** Whether there are 256 pieces for bytes, so that nothing is unknown. @defaultValue false */
  readonly byteFallback?: boolean;
  /** How often a character must come to be a piece. @defaultValue 1 */
  readonly minimumCharacterCount?: number;
  /** How many characters a piece has at most. @defaultValue 16 */
  readonly maximumPieceLength?: number;
  /** What part of the pieces is left after each round. @defaultValue 0.75 */
  readonly shrink?: number;
}

const owner = 'trainUnigram';

/**
 * Finds the pieces of a unigram language model, and their probabilities.
 *
 * It begins with the strings that come often in words; twice by expectation and maximization each gets the probability that it has over all
 * ways to cut the words; of those whose loss would lower the likelihood least a quarter is left out; and so on. Characters stay.
 * As SentencePiece does, a count n becomes exp(ψ(n)), which is hard on rare pieces, and what is expected less than half a time goes.
 *
 * No chance is involved: the same texts give the same pieces.
 *
 * @param texts what to learn from: words are what blanks part, normalized; a word counts as often as it comes.
 * @throws {ArgumentError} when an option does not exist, or special tokens, bytes and characters alone are more than `vocabularySize`.
 * @see Kudo 2018, https://arxiv.org/abs/1804.10959, section 3.2
 * @example
 * ```ts
 * import { trainUnigram } from '@thaw/datasets/text';
 *
 * const text = 'low lower lowest new newer newest wide wider widest '.repeat(5);
 * const { vocabularySize, encode, decode } = trainUnigram(text, { vocabularySize: 24 });
 * console.log(vocabularySize, decode(encode('newest lower'))); // 24 newest lower
 * ```
 */
export function trainUnigram(
  texts: string | Iterable<string>,
  options: TrainUnigramOptions,
): UnigramTokenizer {
  checkOptions(owner, options, [
    'vocabularySize',
    'byteFallback',
    'minimumCharacterCount',
    'maximumPieceLength',
    'shrink',
    'unknown',
    'specialTokens',
    'frame',
    'normalize',
    'whitespace',
  ]);
  const { vocabularySize, byteFallback = false, minimumCharacterCount = 1, ...others } = options;
  const { maximumPieceLength = 16, shrink = 0.75, ...applied } = others;
  checkSize(owner, 'vocabularySize', vocabularySize);
  checkSize(owner, 'minimumCharacterCount', minimumCharacterCount);
  checkSize(owner, 'maximumPieceLength', maximumPieceLength);
  const { unknown = '<unk>', specialTokens = usualSpecialTokens } = applied;
  const special = [...new Set([...specialTokens, unknown])];
  const words = countWords(owner, texts, function* (text) {
    for (const word of text.match(/\S+/gu) ?? [])
      for (const signed of signedWords(word, applied)) yield signed.text;
  });
  const { characters, seeds } = piecesToBegin(words, {
    maximumPieceLength,
    minimumCharacterCount,
    vocabularySize,
  });
  const fixed = special.length + (byteFallback ? byteTokens.length : 0);
  const taken = new Set([...special, ...byteTokens]);
  const room = vocabularySize - fixed;
  if (room < characters.length) {
    throw tooSmall(
      owner,
      vocabularySize,
      fixed + characters.length,
      'special tokens, bytes and every character',
    );
  }
  let pieces = [...characters, ...seeds.filter(([token]) => !taken.has(token))];
  const kept = new Set(characters.map(([token]) => token));
  while (pieces.length > room) {
    pieces = maximize(maximize(pieces, words, kept), words, kept);
    pieces = prune(pieces, words, kept, Math.max(room, Math.floor(pieces.length * Math.min(shrink, 0.99))));
  }
  pieces = maximize(pieces, words, kept);
  const sorted = [...pieces].sort(([, a], [, b]) => b - a);
  return unigram(
    [...[...special, ...(byteFallback ? byteTokens : [])].map((token) => [token, 0] as const), ...sorted],
    { ...applied, unknown, specialTokens: special },
  );
}

function tableOf(pieces: readonly ScoredPiece[]): PieceTable {
  const ids = new Map(pieces.map(([token], id) => [token, id]));
  const scores = pieces.map(([, score]) => score);
  const longest = pieces.reduce((most, [{ length }]) => Math.max(most, length), 0);
  return {
    ids,
    scores,
    longest,
    unknownScore: scores.reduce((least, score) => Math.min(least, score), 0) - 10,
  };
}

/** One step of expectation and maximization. */
function maximize(
  pieces: readonly ScoredPiece[],
  words: ReadonlyMap<string, number>,
  kept: ReadonlySet<string>,
): ScoredPiece[] {
  const table = tableOf(pieces);
  const expected = new Float64Array(pieces.length);
  for (const [word, count] of words) addExpectations(word, count, table, expected);
  const left = pieces.flatMap(([token], id): [string, number][] => {
    const isKept = kept.has(token);
    return isKept || expected[id]! >= 0.5 ? [[token, Math.max(expected[id]!, 0.5)]] : [];
  });
  const total = digamma(left.reduce((sum, [, count]) => sum + count, 0));
  return left.map(([token, count]) => [token, digamma(count) - total]);
}

/** The pieces whose loss would cost the likelihood most. What stands for a piece without it is the best way to cut it in others. */
function prune(
  pieces: readonly ScoredPiece[],
  words: ReadonlyMap<string, number>,
  kept: ReadonlySet<string>,
  size: number,
): ScoredPiece[] {
  const table = tableOf(pieces);
  const used = new Float64Array(pieces.length);
  let total = 0;
  for (const [word, count] of words) {
    for (const [id] of bestPath(word, table).steps) {
      if (id >= 0) used[id]! += count;
      total += count;
    }
  }
  const ids = new Map(table.ids);
  const losses = pieces.map(([token, score], id) => {
    if (kept.has(token)) return Infinity;
    ids.delete(token);
    const { steps } = bestPath(token, { ...table, ids });
    ids.set(token, id);
    const count = used[id]!;
    if (count === 0 || bestPath(token, table).score > score) return 0; // other pieces say it better already
    const logTotal = Math.log(total + count * (steps.length - 1));
    const others = steps.reduce((sum, [other]) => sum + Math.log((used[other] ?? 0) + count) - logTotal, 0);
    return (count / total) * (Math.log(count) - Math.log(total) - others);
  });
  const byLoss = pieces.map((_, id) => id).sort((a, b) => losses[b]! - losses[a]! || a - b);
  const chosen = new Set(byLoss.slice(0, size));
  return pieces.filter((_, id) => chosen.has(id));
}

/** ψ(x), the derivative of log Γ: by recurrence to x ≥ 7, then by its asymptotic series. */
function digamma(x: number): number {
  let sum = 0;
  let at = x;
  for (; at < 7; at++) sum -= 1 / at;
  const inverse = 1 / (at * at);
  const series = inverse * (1 / 12 - inverse * (1 / 120 - inverse * (1 / 252 - inverse / 240)));
  return sum + Math.log(at) - 1 / (2 * at) - series;
}
