import { checkOptions } from '@thaw/backend';

import type { DatasetCard } from '../dataset-card.ts';
import { loadOptionNames, type LoadOptions } from '../sources/source-file.ts';
import type { Table } from '../table/table.ts';
import { checkCount, readLines } from './read-text.ts';
import { labelledTexts, type LabelledTextColumns } from './text-columns.ts';
import { loadArchived, tutorialArchive } from './tutorial-archive.ts';

const NAME = 'names'; // as messages call it
const NAMES = 20_074;

/** The nationalities, by number: the names of the files, in the order of the alphabet. */
export const namesClasses: readonly string[] = [
  'Arabic',
  'Chinese',
  'Czech',
  'Dutch',
  'English',
  'French',
  'German',
  'Greek',
  'Irish',
  'Italian',
  'Japanese',
  'Korean',
  'Polish',
  'Portuguese',
  'Russian',
  'Scottish',
  'Spanish',
  'Vietnamese',
];

/** Where the names come from, under what terms, and what to beware of. */
export const namesCard: DatasetCard = {
  name: 'Names by nationality',
  description:
    "Surnames of 18 nationalities, romanized, a file for each: the data of PyTorch's tutorial on recurrent networks over characters.",
  rows: NAMES,
  classes: namesClasses,
  licence: 'not stated by the publisher',
  citation:
    'S. Robertson (2017). Classifying names with a character-level RNN. PyTorch tutorials, ' +
    'https://pytorch.org/tutorials/intermediate/char_rnn_classification_tutorial.html',
  source: 'https://download.pytorch.org/tutorial/data.zip',
  files: [tutorialArchive],
  knownFaults: [
    'The classes are far from even: 9,408 names are Russian, 73 Vietnamese.',
    '2,059 names come more than once within a nationality, and 465 are of more than one: a split does not keep them apart.',
    '28 of the Russian ones are "To The First Page", a link of the web page that they were taken from; a few names have digits, a ' +
      'colon or a slash.',
    'Ten names end in a blank in the files; here none does.',
  ],
};

/** Options of `names`. */
export interface NamesOptions extends LoadOptions {
  /**
   * Whether the names are written in the letters A to Z, blanks and . , ; ' alone, as the tutorial does: accents are left out, and
   * so is every other sign. @defaultValue false
   */
  readonly ascii?: boolean;
}

/**
 * Names by nationality: 20,074 surnames of 18 nationalities, sorted by these: shuffle, or stratify by `target`, before taking a part.
 *
 * Shapes: text [20074], in Unicode's composed form (NFC) unless `ascii`; target [20074], the number of the nationality.
 *
 * @throws {SourceError} when the files cannot be had, or are not the ones that were published.
 * @see Robertson 2017, https://pytorch.org/tutorials/intermediate/char_rnn_classification_tutorial.html
 * @example
 * ```ts
 * import { namesClasses } from '@thaw/datasets';
 *
 * console.log(namesClasses.length, namesClasses[14]); // 18 Russian
 * // const { training, test } = (await names({ ascii: true })).split({ test: 0.2 }, { stratify: 'target' });
 * // const spelled = training.column('text').data[0];
 * ```
 */
export async function names(options: NamesOptions = {}): Promise<Table<LabelledTextColumns>> {
  checkOptions(NAME, options, ['ascii', ...loadOptionNames]);
  const { ascii = false, ...load } = options;
  const wanted = namesClasses.map((one) => ({ path: `names/${one}.txt`, member: `data/names/${one}.txt` }));
  const files = await loadArchived(NAME, wanted, load);
  const texts = files.map((bytes, i) => readNames(bytes, `${NAME}: ${wanted[i]!.path}`, ascii));
  checkCount(NAME, 'names', texts.flat().length, NAMES);
  return labelledTexts(texts, namesClasses);
}

/** The names of a file, one a line, with no blanks around them. */
export function readNames(bytes: Uint8Array, name: string, ascii: boolean): string[] {
  return readLines(bytes, name).map((line) => {
    const text = line.trim();
    return ascii ? toAscii(text) : text.normalize('NFC');
  });
}

/** A name in A to Z, a to z, blanks and . , ; ' alone: accents (Unicode's combining marks) and all other signs are left out. */
export function toAscii(text: string): string {
  return text.normalize('NFD').replace(/[^A-Za-z .,;']/g, '');
}
