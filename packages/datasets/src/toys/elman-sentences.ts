import { type Random, sharedRandom } from '@thaw/backend';

import { requireMade } from './require.ts';

/** The word classes of the paper's table 3, and their words. */
const vocabulary = {
  human: ['man', 'woman', 'boy', 'girl'],
  animal: ['cat', 'dog', 'mouse'],
  inanimate: ['book', 'rock', 'car'],
  aggressor: ['dragon', 'monster', 'lion'],
  fragile: ['glass', 'plate'],
  food: ['cookie', 'bread', 'sandwich'],
  intransitive: ['think', 'sleep', 'exist'],
  transitive: ['see', 'chase', 'like'],
  agentPatient: ['move', 'break'],
  perception: ['smell', 'see'],
  destruction: ['break', 'smash'],
  eating: ['eat'],
} as const;

/** The name of a word class of `elmanSentences`. */
export type ElmanClass = keyof typeof vocabulary;

/** The paper's table 4. */
const templates: readonly (readonly ElmanClass[])[] = [
  ['human', 'eating', 'food'],
  ['human', 'perception', 'inanimate'],
  ['human', 'destruction', 'fragile'],
  ['human', 'intransitive'],
  ['human', 'transitive', 'human'],
  ['human', 'agentPatient', 'inanimate'],
  ['human', 'agentPatient'],
  ['animal', 'eating', 'food'],
  ['animal', 'transitive', 'animal'],
  ['animal', 'agentPatient', 'inanimate'],
  ['animal', 'agentPatient'],
  ['inanimate', 'agentPatient'],
  ['aggressor', 'destruction', 'fragile'],
  ['aggressor', 'eating', 'human'],
  ['aggressor', 'eating', 'animal'],
  ['aggressor', 'eating', 'food'],
];

/** Options of `elmanSentences`. */
export interface ElmanSentencesOptions {
  /** How many sentences. @defaultValue 10000 */
  readonly rows?: number;
  /** @defaultValue a fork of the shared generator */
  readonly random?: Random;
}

/** Sentences of two or three words, whose classes are known. */
export interface ElmanSentences {
  /** Every word; its place is its id. */
  readonly words: readonly string[];
  /** The classes of each word, by id: `break` and `see` are of two. */
  readonly classes: readonly (readonly ElmanClass[])[];
  /** The sentences, as word ids. */
  readonly sentences: readonly (readonly number[])[];
}

/**
 * Elman's word grammar: "woman smash plate", "cat move". A net that predicts the next word finds nouns and verbs, the
 * living and the lifeless, in what its hidden units say of each word.
 *
 * Templates and the words of a class are drawn evenly. Table 3 of the paper has two words of each class; the others are in
 * its figure 7, 29 in all, and their classes are told by the groups there.
 *
 * @throws {ArgumentError} when rows is not a whole number from 1 on.
 * @see Elman 1990, tables 3 and 4, https://doi.org/10.1207/s15516709cog1402_1
 * @example
 * ```ts
 * import { Random } from '@thaw/core';
 * import { elmanSentences } from '@thaw/datasets';
 *
 * const { words, sentences } = elmanSentences({ rows: 3, random: new Random(7) });
 * for (const sentence of sentences) console.log(sentence.map((id) => words[id]).join(' '));
 * console.log(words.length); // 29
 * ```
 */
export function elmanSentences(options: ElmanSentencesOptions = {}): ElmanSentences {
  const { rows = 10_000, random = sharedRandom().fork() } = options;
  requireMade('elmanSentences', options, { rows: [rows, 1] });
  const entries = Object.entries(vocabulary) as [ElmanClass, readonly string[]][];
  const words = [...new Set(entries.flatMap(([, members]) => members))];
  const classes = words.map((word) =>
    entries.filter(([, members]) => members.includes(word)).map(([name]) => name),
  );
  const chance = random.uniform(4 * rows);
  const sentences = Array.from({ length: rows }, (_, row) =>
    templates[Math.floor(chance[4 * row]! * templates.length)]!.map((name, i) => {
      const members = vocabulary[name];
      return words.indexOf(members[Math.floor(chance[4 * row + 1 + i]! * members.length)]!);
    }),
  );
  return { words, classes, sentences };
}
