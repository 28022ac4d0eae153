import type { DatasetCard } from '../dataset-card.ts';
import { loadFile } from '../sources/load-file.ts';
import { type LoadOptions, SourceError, type SourceFile } from '../sources/source-file.ts';
import type { TextData } from '../table/columns.ts';
import { Table } from '../table/table.ts';
import { checkCount, readLines } from './read-text.ts';

const NAME = 'makemoreNames'; // as messages call it
const NAMES = 32_033;

const file: SourceFile = {
  path: 'makemore/names.txt',
  // The second is the first at the revision whose sha256 was measured.
  urls: [
    'https://raw.githubusercontent.com/karpathy/makemore/master/names.txt',
    'https://raw.githubusercontent.com/karpathy/makemore/988aa59e4d8fefa526d06f3b453ad116258398d4/names.txt',
  ],
  sha256: '0a30b5557f192f32ab962680889aac5f6fda0f4cecf40a6d0b5694f58ea8cc4d',
  bytes: 228_145,
};

/** Where the names come from, under what terms, and what to beware of. */
export const makemoreNamesCard: DatasetCard = {
  name: 'makemore names',
  description:
    'The most common first names in the United States in 2018, in lower case: what makemore makes more of.',
  rows: NAMES,
  classes: [],
  licence: 'MIT (the repository); names of ssa.gov, which are in the public domain',
  citation: 'A. Karpathy (2022). makemore, https://github.com/karpathy/makemore',
  source: 'https://github.com/karpathy/makemore',
  files: [file],
  knownFaults: [
    '2,539 lines repeat a name: it was given to girls and to boys. A split does not keep these apart.',
    'They are ordered by how often they were given, girls first: shuffle before taking a part.',
  ],
};

/**
 * makemore's names: 32,033 first names of 2 to 15 letters a to z, with `text` as the one column.
 *
 * @throws {SourceError} when the file cannot be had, or is not the one that was published.
 * @see Karpathy 2022, https://github.com/karpathy/makemore
 */
export async function makemoreNames(options: LoadOptions = {}): Promise<Table<{ readonly text: TextData }>> {
  const data = readLowerCaseNames(await loadFile(NAME, file, options), `${NAME}: ${file.path}`);
  checkCount(`${NAME}: ${file.path}`, 'names', data.length, NAMES);
  return new Table({ text: { data, shape: [data.length] } });
}

/** Names of letters a to z, one a line. */
export function readLowerCaseNames(bytes: Uint8Array, name: string): string[] {
  const lines = readLines(bytes, name);
  const odd = lines.findIndex((line) => !/^[a-z]+$/.test(line));
  if (odd >= 0) {
    throw new SourceError(
      `${name}: line ${odd + 1} is no name of letters a to z; it is another file or a damaged one.`,
    );
  }
  return lines;
}
