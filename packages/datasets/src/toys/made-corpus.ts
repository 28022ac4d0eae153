import { checkSize, type Random, sharedRandom } from '@thaw/backend';

import { requireMade } from './require.ts';

/** The word classes of the made corpus, and the words of each. */
const vocabulary = {
  article: ['the', 'a', 'this', 'that', 'every', 'some'],
  size: ['big', 'small', 'tiny', 'huge', 'little', 'giant'],
  animal: ['cat', 'dog', 'mouse', 'horse', 'rabbit', 'lion', 'bear', 'fox'],
  person: ['woman', 'man', 'girl', 'boy', 'teacher', 'doctor', 'farmer', 'singer'],
  food: ['bread', 'cheese', 'apple', 'soup', 'cake', 'rice', 'egg', 'carrot'],
  place: ['house', 'garden', 'forest', 'city', 'river', 'field', 'school', 'market'],
  eating: ['eats', 'tastes', 'cooks', 'wants', 'swallows', 'buys'],
  going: ['walks', 'runs', 'wanders', 'hurries', 'comes', 'goes'],
  seeing: ['sees', 'hears', 'likes', 'follows', 'finds', 'fears'],
  preposition: ['to', 'into', 'through', 'from', 'around', 'towards'],
  time: ['today', 'yesterday', 'often', 'now', 'always', 'never'],
} as const;

/** The name of a word class. */
export type WordClass = keyof typeof vocabulary;

/** What is said: one word of each class in turn, drawn by chance; a class that ends in `?` is left out half of the time. */
const grammar: readonly (readonly (WordClass | `${WordClass}?`)[])[] = [
  ['article', 'size?', 'animal', 'going', 'preposition', 'article', 'place', 'time?'],
  ['article', 'person', 'going', 'preposition', 'article', 'size?', 'place', 'time?'],
  ['article', 'animal', 'eating', 'article', 'size?', 'food', 'time?'],
  ['article', 'person', 'eating', 'article', 'food', 'preposition', 'article', 'place'],
  ['article', 'person', 'seeing', 'article', 'size?', 'animal', 'time?'],
  ['article', 'size?', 'animal', 'seeing', 'article', 'animal'],
];

/** Options of `madeCorpus`. */
export interface MadeCorpusOptions {
  /** What draws. @defaultValue a fork of the generator that `seed` seeds */
  readonly random?: Random;
}

/** Sentences of a small made language. */
export interface MadeCorpus {
  /** Every word; its place is its id. */
  readonly words: readonly string[];
  /** The class of each word, by id. */
  readonly classes: readonly WordClass[];
  /** The sentences, as word ids. */
  readonly sentences: readonly (readonly number[])[];
}

/**
 * A made corpus of known word classes: "the tiny fox runs through a forest today". Words of a class stand in the same
 * places, so that a model of the company words keep can find the classes, and be told how well it did.
 *
 * Within a class the i-th word is drawn in proportion to 1/(i + 3): some words are common, and none is rare.
 *
 * @param count how many sentences there are.
 * @throws {ArgumentError} when count is not a whole number from 1 on.
 * @see Elman 1990, https://doi.org/10.1207/s15516709cog1402_1, whose corpus of word classes is of this kind
 * @example
 * ```ts
 * import { Random } from '@thaw/backend';
 * import { madeCorpus } from '@thaw/datasets';
 *
 * const { words, classes, sentences } = madeCorpus(2, { random: new Random(7) });
 * for (const sentence of sentences) console.log(sentence.map((id) => words[id]).join(' '));
 * console.log(words.length, new Set(classes).size); // 74 11
 * ```
 */
export function madeCorpus(count: number, options: MadeCorpusOptions = {}): MadeCorpus {
  checkSize('madeCorpus', 'count', count);
  requireMade('madeCorpus', options, {});
  const { random = sharedRandom().fork() } = options;
  const entries = Object.entries(vocabulary) as [WordClass, readonly string[]][];
  const words = entries.flatMap(([, members]) => members);
  const classes = entries.flatMap(([name, members]) => members.map(() => name));
  const first = new Map(entries.map(([name]) => [name, classes.indexOf(name)]));
  const longest = Math.max(...grammar.map((pattern) => pattern.length));
  const sentences = Array.from({ length: count }, (_, number) => {
    const chance = random.fork(number).uniform(1 + 2 * longest);
    const pattern = grammar[Math.floor(chance[0]! * grammar.length)]!;
    return pattern.flatMap((slot, i) => {
      const name = slot.replace('?', '') as WordClass;
      const isLeftOut = slot.endsWith('?') && chance[1 + 2 * i]! < 0.5;
      return isLeftOut ? [] : [first.get(name)! + rank(chance[2 + 2 * i]!, vocabulary[name].length)];
    });
  });
  return { words, classes, sentences };
}

/** A rank from 0 on, drawn in proportion to 1/(rank + 3). */
function rank(chance: number, ranks: number): number {
  const weights = Array.from({ length: ranks }, (_, i) => 1 / (i + 3));
  let left = chance * weights.reduce((sum, weight) => sum + weight, 0);
  const found = weights.findIndex((weight) => (left -= weight) < 0);
  return found < 0 ? ranks - 1 : found;
}
