import type { DatasetCard } from '../dataset-card.ts';
import { loadFile } from '../sources/load-file.ts';
import { type LoadOptions, SourceError, type SourceFile } from '../sources/source-file.ts';
import { checkCount, readLines } from './read-text.ts';

const NAME = 'pennTreebank'; // as messages call it
const VOCABULARY = 10_000;

/** A file, and how many lines it has, and words with an `<eos>` for each line. */
interface WordSource {
  readonly file: SourceFile;
  readonly lines: number;
  readonly words: number;
}

/**
 * The three files. md5 and lines: pytorch/text, torchtext/datasets/penntreebank.py, revision
 * 002ee283bac3b85de1f7ef82c09c9c86f26cd731; words: edwardlib/observations, observations/ptb.py, revision
 * 78330a9cabe1a344f521a709033328a7a31ebcad. The licence lets nobody else hand the words out, so there is no address.
 */
const parts: Readonly<Record<keyof Omit<WordParts, 'vocabulary'>, WordSource>> = {
  training: {
    file: { path: 'ptb/ptb.train.txt', urls: [], md5: 'f26c4b92c5fdc7b3f8c7cdcb991d8420' },
    lines: 42_068,
    words: 929_589,
  },
  validation: {
    file: { path: 'ptb/ptb.valid.txt', urls: [], md5: 'aa0affc06ff7c36e977d7cd49e3839bf' },
    lines: 3_370,
    words: 73_760,
  },
  test: {
    file: { path: 'ptb/ptb.test.txt', urls: [], md5: '8b80168b89c18661a38ef683c0dc3721' },
    lines: 3_761,
    words: 82_430,
  },
};

/** Where the words of the Penn Treebank come from, under what terms, and what to beware of. */
export const pennTreebankCard: DatasetCard = {
  name: 'Penn Treebank words',
  description:
    'Sentences of the Wall Street Journal as words: lower case, no punctuation, numbers as N and all but 10,000 words as <unk>, in ' +
    "Mikolov's preparation, on which language models of words are compared. Sections 0-20, 21-22 and 23-24.",
  rows: parts.training.lines + parts.validation.lines + parts.test.lines,
  parts: { training: parts.training.lines, validation: parts.validation.lines, test: parts.test.lines },
  classes: [],
  licence:
    'LDC User Agreement, LDC99T42: the text may not be handed on. Have it from the Linguistic Data Consortium, and put the three ' +
    'files into the folder ptb of your local copies.',
  citation:
    'M. P. Marcus, B. Santorini, M. A. Marcinkiewicz (1993). Building a large annotated corpus of English: the Penn Treebank. ' +
    'Computational Linguistics 19(2), 313-330; T. Mikolov et al. (2010). Recurrent neural network based language model. Interspeech.',
  source: 'https://catalog.ldc.upenn.edu/LDC99T42',
  files: [parts.training.file, parts.validation.file, parts.test.file],
  knownFaults: [
    'It is loaded from a local folder alone.',
    'Words are lower case and without punctuation, so that figures are not to be compared with those on the raw text.',
    '<eos> is not in the files: it stands here for the end of each line, as published figures have it.',
  ],
};

/** The words of each part, and the vocabulary. */
export interface WordParts {
  readonly training: readonly string[];
  readonly validation: readonly string[];
  readonly test: readonly string[];
  /** Every word of the training part once, the most frequent first and those of equal frequency by their characters. */
  readonly vocabulary: readonly string[];
}

/**
 * The words of the Penn Treebank, as models of language have been compared on since 2010: 929,589 to learn from, 73,760 and 82,430 to
 * judge by, with `<eos>` at the end of each line; 10,000 distinct ones. From a local folder only.
 *
 * @throws {SourceError} when the files are not in the local folder, or are not the published ones.
 * @see Mikolov et al. 2010; Zaremba, Sutskever and Vinyals 2014, https://arxiv.org/abs/1409.2329
 */
export async function pennTreebank(options: LoadOptions = {}): Promise<WordParts> {
  // The small ones first, so that what is wrong with them is found soon.
  const test = await loadWords(parts.test, options);
  const validation = await loadWords(parts.validation, options);
  const training = await loadWords(parts.training, options);
  const vocabulary = requireVocabulary({ training, validation, test }, VOCABULARY);
  return { training, validation, test, vocabulary };
}

async function loadWords({ file, lines, words }: WordSource, options: LoadOptions): Promise<string[]> {
  const name = `${NAME}: ${file.path}`;
  const text = readLines(await loadFile(NAME, file, options), name);
  checkCount(name, 'lines', text.length, lines);
  const read = wordsOf(text);
  checkCount(name, 'words', read.length, words);
  return read;
}

/** The words between blanks, and `<eos>` after those of each line. */
export function wordsOf(lines: readonly string[]): string[] {
  const words: string[] = [];
  for (const line of lines) {
    for (const word of line.trim().split(/\s+/)) words.push(word);
    words.push('<eos>');
  }
  return words;
}

/**
 * Every training word once, the most frequent first and those of equal frequency by their characters.
 *
 * @param size how many there must be.
 * @throws {SourceError} when there are more or fewer, or another part has a word that is none of them.
 */
export function requireVocabulary(words: Omit<WordParts, 'vocabulary'>, size: number): string[] {
  const counts = new Map<string, number>();
  for (const word of words.training) counts.set(word, (counts.get(word) ?? 0) + 1);
  checkCount(`${NAME}: ${parts.training.file.path}`, 'distinct words', counts.size, size);
  for (const part of ['validation', 'test'] as const) {
    const word = words[part].find((one) => !counts.has(one));
    if (word !== undefined) {
      throw new SourceError(
        `${NAME}: ${parts[part].file.path}: has the word ${word}, which is not in ${parts.training.file.path}; the three do not belong together.`,
      );
    }
  }
  return [...counts.entries()].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([word]) => word);
}
