import { readLines } from '../corpora/read-text.ts';
import { SourceError } from '../sources/source-file.ts';

/** Questions of one kind: the first word is to the second as the third to the fourth. */
export interface WordAnalogies {
  /** What they ask for: `capital-common-countries`. */
  readonly name: string;
  /** Whether they ask for meaning, or for a form of the word (whose names begin with gram). */
  readonly kind: 'semantic' | 'syntactic';
  readonly questions: readonly (readonly [string, string, string, string])[];
}

/**
 * The analogies of word2vec: a line `: name` begins a kind, and each line of four words is a question.
 *
 * @throws {SourceError} when a line is neither; it names it.
 */
export function readAnalogies(bytes: Uint8Array, name: string): WordAnalogies[] {
  const sections: (WordAnalogies & { questions: (readonly [string, string, string, string])[] })[] = [];
  for (const [i, line] of readLines(bytes, name).entries()) {
    const heading = /^: (\S+)$/.exec(line.trimEnd())?.[1];
    if (heading !== undefined) {
      const kind = heading.startsWith('gram') ? 'syntactic' : 'semantic';
      sections.push({ name: heading, kind, questions: [] });
      continue;
    }
    const words = line.trim().split(/\s+/);
    const section = sections.at(-1);
    if (!section || words.length !== 4) {
      throw new SourceError(
        `${name}, line ${i + 1}: expected ': kind' or four words, got '${line.slice(0, 40)}'.`,
      );
    }
    section.questions.push(words as [string, string, string, string]);
  }
  return sections;
}

/** Two words, and how much alike people found them. */
export interface WordPair {
  readonly words: readonly [string, string];
  /** From 0, not alike, to 10, the same: the mean over those who were asked. */
  readonly similarity: number;
}

/**
 * Pairs of words with a mean rating: a heading, then a line `tiger,cat,7.35` each.
 *
 * @throws {SourceError} when a line is not of that form, or a rating is not from 0 to 10.
 */
export function readWordPairs(bytes: Uint8Array, name: string): WordPair[] {
  return readLines(bytes, name)
    .slice(1)
    .map((line, i) => {
      const [first, second, rating, ...more] = line.trimEnd().split(',');
      const similarity = /^\d{1,2}(\.\d+)?$/.test(rating ?? '') ? Number(rating) : NaN;
      if (!first || !second || !(similarity <= 10) || more.length > 0) {
        throw new SourceError(
          `${name}, line ${i + 2}: expected two words and a number from 0 to 10 with commas between, got '${line.slice(0, 40)}'.`,
        );
      }
      return { words: [first, second], similarity };
    });
}
