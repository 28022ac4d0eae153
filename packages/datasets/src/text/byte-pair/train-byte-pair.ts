import { ArgumentError, checkOptions, checkSize, describe } from '@thaw/backend';

import { specialPattern } from '../vocabulary-tokenizer.ts';
import { byteCharacters, bytesInOrder } from './byte-characters.ts';
import { type BytePairParts, requireTexts } from './byte-pair-parts.ts';
import { type BytePairTokenizer, makeBytePair } from './byte-pair-tokenizer.ts';
import { WordChains } from './word-chains.ts';
import { wordEndOf } from './word-pattern.ts';

/** How byte pairs are learned: `vocabularySize` or `merges` says when to stop. */
export interface TrainBytePairOptions extends Pick<BytePairParts, 'pattern' | 'specialTokens' | 'padding'> {
  /** How many tokens there shall be: the 256 bytes, those of merges and the special ones. */
  readonly vocabularySize?: number;
  /** How many merges there shall be. */
  readonly merges?: number;
  /** How often a pair must come to be merged. @defaultValue 2 */
  readonly minimumCount?: number;
}

const options = ['vocabularySize', 'merges', 'minimumCount', 'pattern', 'specialTokens', 'padding'] as const;

/**
 * Learns a byte-level BPE: time and again the pair of neighbouring tokens that comes most often in the words of the texts becomes a
 * token. Of pairs that come equally often the one with the lower left id is merged, then the one with the lower right id, as in the Hugging Face
 * trainer; so the same texts give the same merges everywhere. It ends early when no pair comes often enough.
 *
 * Ids: the bytes in GPT-2's order, the merges, the special tokens. A special token in a text parts it and is not learned.
 * Counts are kept up with each merge, so that it costs as much as it changes.
 *
 * @param texts one text, or several, such as the rows of a data set.
 * @throws {ArgumentError} when there is no text, an option is wrong, or not just one of `vocabularySize` and `merges` is given.
 * @throws {TokenizerFileError} when a special token is written like another token of the vocabulary.
 * @see Sennrich et al. 2016, algorithm 1, https://arxiv.org/abs/1508.07909
 * @example
 * ```ts
 * import { trainBytePair } from '@thaw/datasets/text';
 *
 * const tokenizer = trainBytePair('the cat sat on the mat, the hat on the cat', { vocabularySize: 264 });
 * console.log(tokenizer.merges.slice(0, 4).join(', ')); // a t, h e, t he, Ġ the
 * const ids = tokenizer.encode('that cat 🐈');
 * console.log(ids.length, tokenizer.decode(ids)); // 9 that cat 🐈
 * ```
 */
export function trainBytePair(
  texts: string | Iterable<string>,
  given: TrainBytePairOptions,
): BytePairTokenizer {
  const owner = 'trainBytePair';
  checkOptions(owner, given, options);
  const { specialTokens = [], pattern = 'gpt2', padding, minimumCount = 2 } = given;
  requireTexts(owner, 'specialTokens', specialTokens);
  const wordEnd = wordEndOf(owner, pattern);
  checkSize(owner, 'minimumCount', minimumCount);
  const { mostTokens, mostMerges } = limits(owner, given);
  const words = countWords(owner, texts, wordEnd, specialPattern(specialTokens));

  const characters = byteCharacters();
  const vocabulary = bytesInOrder().map((byte) => characters[byte]!);
  const idOf = new Map(vocabulary.map((token, id) => [token, id]));
  const merges: string[] = [];
  const chains = new WordChains(
    words,
    Int32Array.from(characters, (character) => idOf.get(character)!),
  );
  while (merges.length < mostMerges && vocabulary.length < mostTokens) {
    const pair = chains.pairs.most();
    if (pair === undefined || pair.count < minimumCount) break;
    const [left, right] = [vocabulary[pair.left]!, vocabulary[pair.right]!];
    let id = idOf.get(left + right); // two merges may make one token: ab c, a bc
    if (id === undefined) {
      id = vocabulary.push(left + right) - 1;
      idOf.set(left + right, id);
    }
    merges.push(`${left} ${right}`);
    chains.merge(pair, id);
  }
  vocabulary.push(...specialTokens);
  return makeBytePair(owner, {
    vocabulary,
    merges,
    specialTokens,
    pattern,
    ...(padding !== undefined && { padding }),
  });
}

function limits(owner: string, given: TrainBytePairOptions): { mostTokens: number; mostMerges: number } {
  const { vocabularySize, merges, specialTokens = [] } = given;
  if ((vocabularySize === undefined) === (merges === undefined)) {
    throw new ArgumentError(
      `${owner}: give vocabularySize or merges, got ${merges === undefined ? 'neither' : 'both'}.`,
    );
  }
  if (merges !== undefined)
    return { mostTokens: Infinity, mostMerges: checkSize(owner, 'merges', merges, 0) };
  const least = 256 + specialTokens.length;
  return {
    mostTokens: checkSize(owner, 'vocabularySize', vocabularySize!, least) - specialTokens.length,
    mostMerges: Infinity,
  };
}

/** How often each word comes. */
function countWords(
  owner: string,
  texts: string | Iterable<string>,
  wordEnd: ReturnType<typeof wordEndOf>,
  special: RegExp | undefined,
): Map<string, number> {
  const counts = new Map<string, number>();
  if (
    typeof texts !== 'string' &&
    typeof (texts as Partial<Iterable<string>> | null)?.[Symbol.iterator] !== 'function'
  ) {
    throw new ArgumentError(`${owner}: expected a text or several, got ${describe(texts)}.`);
  }
  let place = 0;
  for (const text of typeof texts === 'string' ? [texts] : texts) {
    if (typeof text !== 'string') {
      throw new ArgumentError(`${owner}: text ${place} is no text, got ${describe(text)}.`);
    }
    for (const part of special ? text.split(special) : [text]) {
      for (let start = 0, end = 0; start < part.length; start = end) {
        end = wordEnd(part, start);
        const word = part.slice(start, end);
        counts.set(word, (counts.get(word) ?? 0) + 1);
      }
    }
    place++;
  }
  return counts;
}
