import { ArgumentError, checkOptions, checkSize, describe, Random, sharedRandom } from '@thaw/backend';
import type { ArrayData, Batch, BatchSource } from '@thaw/core';

import { checkRate } from './check-arguments.ts';

/** Options of `SkipGramBatches`. */
export interface SkipGramBatchesOptions {
  /** How far a neighbour may stand; for each word a number from 1 to this is drawn. @defaultValue 5 */
  readonly window?: number;
  /** Words drawn by chance for each pair. @defaultValue 5 */
  readonly negatives?: number;
  /**
   * The frequency t above which words are left out by chance: a word of frequency f stays with probability √(t/f).
   * @defaultValue none are left out
   */
  readonly subsampling?: number;
  /** What draws. @defaultValue a fork of the generator that `seed` seeds */
  readonly random?: Random;
}

/** A batch of word ids. */
export interface SkipGramBatch extends Batch {
  readonly input: Readonly<Record<'center' | 'context' | 'negatives', ArrayData>>;
}

/**
 * Pairs of neighbouring words and, for each, words drawn by chance: what `SkipGram` learns from.
 *
 * Words of chance come with probability in proportion to count^¾. One may be the true neighbour, which word2vec's own
 * program would skip; in a vocabulary of some size that is rare.
 *
 * The pairs of epoch e are drawn from `random.fork(e)`, on the host, and come in random order.
 *
 * Shapes: center [batch], context [batch], negatives [batch, negatives], all int32; the last batch of an epoch has the
 * pairs that are left.
 *
 * @throws {ArgumentError} when a number is out of its range, a word is no id, or no two words are neighbours.
 * @see Mikolov et al. 2013, https://arxiv.org/abs/1310.4546, sections 2.2 and 2.3
 * @example
 * ```ts
 * import { SkipGramBatches } from '@thaw/unsupervised';
 *
 * const sentences = [[0, 1, 2], [2, 1, 0]];
 * for (const { input } of new SkipGramBatches(sentences, 4, { window: 1, negatives: 2 }).epoch(0)) {
 *   console.log(input.center.data, input.context.data, input.negatives.shape); // two batches of four pairs
 * }
 * ```
 */
export class SkipGramBatches implements BatchSource {
  readonly size: number;
  readonly #sentences: readonly (readonly number[])[];
  readonly #window: number;
  readonly #negatives: number;
  readonly #stays: Float64Array | undefined;
  readonly #chances: Float64Array;
  readonly #random: Random;

  /**
   * @param sentences word ids, 0, 1, 2, …; pairs do not reach from one sentence into the next.
   * @param size how many pairs a batch has.
   */
  constructor(sentences: readonly (readonly number[])[], size: number, options: SkipGramBatchesOptions = {}) {
    const owner = 'SkipGramBatches';
    checkOptions(owner, options, ['window', 'negatives', 'subsampling', 'random']);
    const { window = 5, negatives = 5, subsampling, random = sharedRandom().fork() } = options;
    this.size = checkSize(owner, 'size', size);
    this.#window = checkSize(owner, 'window', window);
    this.#negatives = checkSize(owner, 'negatives', negatives);
    if (!(random instanceof Random)) {
      throw new ArgumentError(
        `${owner}: random is a generator, such as new Random(7), got ${describe(random)}.`,
      );
    }
    const counts = countWords(sentences);
    const words = counts.reduce((sum, count) => sum + count, 0);
    if (subsampling !== undefined) {
      checkRate(owner, 'subsampling', subsampling);
      this.#stays = counts.map((count) => Math.sqrt((subsampling * words) / count));
    }
    this.#sentences = sentences;
    this.#chances = cumulative(counts.map((count) => count ** 0.75));
    this.#random = random;
  }

  /**
   * The batches of epoch `index`, counted from 0: the same index gives the same batches.
   *
   * @throws {ArgumentError} when subsampling left no pair.
   */
  *epoch(index: number): Generator<SkipGramBatch, void, void> {
    const random = this.#random.fork(index);
    const pairs = this.#pairs(random.fork('pairs'));
    const order = random.fork('order').permutation(pairs.length / 2);
    const chance = random.fork('negatives');
    for (let begin = 0; begin < order.length; begin += this.size) {
      const places = order.subarray(begin, begin + this.size);
      const rows = places.length;
      const draws = chance.uniform(rows * this.#negatives, 0, this.#chances.at(-1)!);
      yield {
        input: {
          center: { data: Int32Array.from(places, (place) => pairs[2 * place]!), shape: [rows] },
          context: { data: Int32Array.from(places, (place) => pairs[2 * place + 1]!), shape: [rows] },
          negatives: {
            data: Int32Array.from(draws, (draw) => firstAbove(this.#chances, draw)),
            shape: [rows, this.#negatives],
          },
        },
      };
    }
  }

  /** Centers and contexts by turns. */
  #pairs(random: Random): number[] {
    const pairs: number[] = [];
    for (const [number, sentence] of this.#sentences.entries()) {
      const own = random.fork(number);
      const luck = own.uniform(sentence.length);
      const stays = this.#stays;
      const words = stays ? sentence.filter((word, i) => luck[i]! < stays[word]!) : sentence;
      const windows = own.integers(words.length, this.#window);
      for (const [i, center] of words.entries()) {
        const reach = windows[i]! + 1;
        const end = Math.min(words.length - 1, i + reach);
        for (let j = Math.max(0, i - reach); j <= end; j++) if (j !== i) pairs.push(center, words[j]!);
      }
    }
    if (pairs.length > 0) return pairs;
    throw new ArgumentError(
      'SkipGramBatches: no two words are neighbours; give sentences of at least two words, or a larger subsampling.',
    );
  }
}

/** How often each id stands in the sentences. */
function countWords(sentences: readonly (readonly number[])[]): Float64Array {
  if (!Array.isArray(sentences) || !sentences.every((sentence) => typeof sentence?.length === 'number')) {
    throw new ArgumentError(
      `SkipGramBatches: sentences are arrays of word ids, such as [[0, 1, 2], [2, 0]], got ${describe(sentences)}.`,
    );
  }
  let vocabulary = 0;
  for (const [number, sentence] of sentences.entries()) {
    for (const [place, word] of sentence.entries()) {
      if (!Number.isInteger(word) || word < 0) {
        throw new ArgumentError(
          `SkipGramBatches: word ${place} of sentence ${number} must be an id, a whole number from 0 on, got ${describe(word)}.`,
        );
      }
      vocabulary = Math.max(vocabulary, word + 1);
    }
  }
  const counts = new Float64Array(vocabulary);
  for (const sentence of sentences) for (const word of sentence) counts[word]!++;
  return counts;
}

function cumulative(weights: Float64Array): Float64Array {
  let sum = 0;
  return weights.map((weight) => (sum += weight));
}

/** The first place whose sum is above `value`; places of weight 0 are never it. */
function firstAbove(sums: Float64Array, value: number): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
