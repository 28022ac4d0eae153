import { ArgumentError, checkOptions, checkSize, type Random } from '@thaw/backend';

import { type Augmentation, randomOf } from './augmentation.ts';
import { checkNumber } from './check-factors.ts';
import { checkIds, tokensOf } from './token-rows.ts';

/** Options of `maskTokens`. */
export interface MaskTokensOptions {
  /** The id that stands for what is to be guessed: BERT's [MASK]. */
  readonly maskId: number;
  /** How many ids there are: random ones are drawn below it. */
  readonly vocabularySize: number;
  /** Ids that are never chosen nor drawn: padding, beginning, end. @defaultValue []; the mask is always one */
  readonly specialIds?: readonly number[];
  /** The part of the tokens that is chosen, at least one of each row. @defaultValue 0.15 */
  readonly rate?: number;
  /**
   * Whether an id goes on with the word before it, as WordPiece's ##ing does: words are then chosen as a whole.
   *
   * @defaultValue none: each token is a word
   */
  readonly continuesWord?: (id: number) => boolean;
}

/**
 * What BERT learns from: of the tokens chosen, 80% become the mask, 10% a random id, 10% stay; all of them are to be guessed.
 *
 * Of each row round(rate · tokens) are chosen, special ones not counted; by whole words, words in random order as long as they fit. Rows of
 * special ids alone have none.
 *
 * Shapes: input [batch, time], ids on the host → the same; target [batch, time], the ids as they were; mask [batch, time], 1 where one was
 * chosen, so that the loss counts these alone.
 *
 * @throws {ArgumentError} when an option is not what it should be, or no id is left to be drawn.
 * @throws {ShapeError} when the input is not ids on the host.
 * @see Devlin et al. 2019, section 3.1 and its code, https://arxiv.org/abs/1810.04805
 * @example
 * ```ts
 * import { Random } from '@thaw/core';
 * import { maskTokens } from '@thaw/datasets/augment';
 *
 * const input = { data: Int32Array.of(1, 5, 6, 7, 8, 9, 2, 0), shape: [1, 8] };
 * const change = maskTokens({ maskId: 3, vocabularySize: 100, specialIds: [0, 1, 2], rate: 0.4 });
 * const { mask } = change({ input }, { random: new Random(7) });
 * console.log(mask); // two of the five words are chosen
 * ```
 */
export function maskTokens(options: MaskTokensOptions): Augmentation {
  checkOptions('maskTokens', options, ['maskId', 'vocabularySize', 'specialIds', 'rate', 'continuesWord']);
  const maskId = checkSize('maskTokens', 'maskId', options.maskId, 0);
  const size = checkSize('maskTokens', 'vocabularySize', options.vocabularySize);
  const special = checkIds('maskTokens', 'specialIds', [...(options.specialIds ?? []), maskId]);
  const rate = checkNumber('maskTokens', 'rate', options.rate ?? 0.15, 0, 1);
  const { continuesWord } = options;
  const ordinary = Int32Array.from({ length: size }, (_, id) => id).filter((id) => !special.has(id));
  if (ordinary.length === 0) {
    throw new ArgumentError(`maskTokens: of ${size} ids all are special; there is none to be drawn.`);
  }
  return (batch, context) => {
    const random = randomOf('maskTokens', context);
    const { rows, time, ids } = tokensOf('maskTokens', batch);
    const target = ids.slice();
    const chosen = new Int32Array(ids.length);
    for (let row = 0; row < rows; row++) {
      const draws = random.fork(row);
      const words = wordsOf(target, row * time, (row + 1) * time, special, continuesWord);
      const places = chooseWords(words, rate, draws);
      const ways = draws.uniform(places.length);
      const others = draws.integers(places.length, ordinary.length);
      for (const [i, place] of places.entries()) {
        chosen[place] = 1;
        if (ways[i]! < 0.8) ids[place] = maskId;
        else if (ways[i]! < 0.9) ids[place] = ordinary[others[i]!]!;
      }
    }
    const shape = [rows, time];
    return {
      ...batch,
      input: { data: ids, shape },
      target: { data: target, shape },
      mask: { data: chosen, shape },
    };
  };
}

/** The places of each word of a row. */
function wordsOf(
  ids: Int32Array,
  begin: number,
  end: number,
  special: ReadonlySet<number>,
  continuesWord: ((id: number) => boolean) | undefined,
): number[][] {
  const words: number[][] = [];
  for (let place = begin; place < end; place++) {
    const id = ids[place]!;
    if (special.has(id)) continue;
    const last = words.at(-1);
    if (last?.at(-1) === place - 1 && continuesWord?.(id)) last.push(place);
    else words.push([place]);
  }
  return words;
}

/** Words in random order, as long as they fit into the part that is asked for. */
function chooseWords(words: readonly number[][], rate: number, random: Random): number[] {
  const count = words.flat().length;
  const wanted = rate === 0 ? 0 : Math.min(count, Math.max(1, Math.round(rate * count)));
  const places: number[] = [];
  for (const i of random.permutation(words.length)) {
    const word = words[i]!;
    if (places.length + word.length <= wanted) places.push(...word);
  }
  return places;
}
