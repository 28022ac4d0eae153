import { describe } from '@thaw/backend';

import { SourceError } from '../sources/source-file.ts';
import { JsonPlace } from './json-place.ts';
import { readText } from './read-text.ts';

/** A paragraph of an article, of which questions are asked. */
export interface SquadParagraph {
  /** The title of the article. */
  readonly title: string;
  readonly context: string;
}

/** A question, and what people marked as its answer: one in training, three or more in validation. */
export interface SquadQuestion {
  readonly id: string;
  /** The number of its paragraph. */
  readonly paragraph: number;
  readonly question: string;
  readonly answers: readonly SquadAnswer[];
}

/** An answer: `context.slice(start, start + text.length)` is `text`. */
export interface SquadAnswer {
  readonly text: string;
  /** Where it begins in the context, in the units of JavaScript's strings; −1 where it is not where the file says. */
  readonly start: number;
}

/** An answer that is not where the file says. */
export interface SquadFault {
  /** Of the question. */
  readonly id: string;
  readonly answer: string;
  /** Where the file says it begins, in Unicode characters, and what stands there. */
  readonly published: number;
  readonly found: string;
}

/** One of the two files. */
export interface SquadPart {
  /** How many articles the paragraphs are of. */
  readonly articles: number;
  readonly paragraphs: readonly SquadParagraph[];
  readonly questions: readonly SquadQuestion[];
  readonly faults: readonly SquadFault[];
}

/**
 * Reads a file of SQuAD v1.1: JSON, `{ version, data: [{ title, paragraphs: [{ context, qas: [{ id, question, answers: [{ text,
 * answer_start }] }] }] }] }`.
 *
 * The file counts Unicode characters, as Python does; here starts are in the units of JavaScript's strings, of which a character
 * beyond U+FFFF has two. Every answer is looked for where the file says it is; one that is not there is a fault, and starts at −1.
 *
 * @param name how messages call the file.
 * @throws {SourceError} when it is not such a file; it says where it goes wrong.
 * @see Rajpurkar et al. 2016, https://arxiv.org/abs/1606.05250
 */
export function readSquad(bytes: Uint8Array, name: string): SquadPart {
  const root = JsonPlace.parse(readText(bytes, name), name);
  const version = root.field('version').text();
  if (version !== '1.1')
    throw new SourceError(`${name}: is of version ${describe(version)}; version 1.1 is read here.`);
  const articles = root.field('data').items();
  const paragraphs: SquadParagraph[] = [];
  const questions: SquadQuestion[] = [];
  const faults: SquadFault[] = [];
  for (const article of articles) {
    const title = article.field('title').text();
    for (const one of article.field('paragraphs').items()) {
      const context = one.field('context').text();
      const paragraph = paragraphs.push({ title, context }) - 1;
      const find = finder(context);
      for (const asked of one.field('qas').items()) {
        const [id, question] = [asked.field('id').text(), asked.field('question').text()];
        const answers = asked
          .field('answers')
          .items()
          .map((answer): SquadAnswer => {
            const text = answer.field('text').text();
            const published = answer.field('answer_start').whole();
            const { start, found } = find(published, text.length);
            if (found === text) return { text, start };
            faults.push({ id, answer: text, published, found });
            return { text, start: -1 };
          });
        questions.push({ id, paragraph, question, answers });
      }
    }
  }
  return { articles: articles.length, paragraphs, questions, faults };
}

/** Finds what stands at a character of the text, counted as Python counts, and where that is in JavaScript's units. */
function finder(context: string): (character: number, length: number) => { start: number; found: string } {
  const starts = /[\ud800-\udbff]/.test(context) ? unitsOf(context) : undefined;
  return (character, length) => {
    const start = starts ? (starts[character] ?? context.length) : character;
    return { start, found: context.slice(start, start + length) };
  };
}

/** The unit at which each character begins. */
function unitsOf(text: string): number[] {
  let at = 0;
  return Array.from(text, (character) => (at += character.length) - character.length);
}
