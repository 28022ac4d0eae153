import type { DatasetCard } from '../dataset-card.ts';
import { loadFile } from '../sources/load-file.ts';
import type { LoadOptions, SourceFile } from '../sources/source-file.ts';
import type { Table } from '../table/table.ts';
import { checkCount, readLines } from './read-text.ts';
import { labelledTexts, type LabelledTextColumns } from './text-columns.ts';

const NAME = 'rtPolarity'; // as messages call it
const SNIPPETS = 5_331; // of each class

/** The classes of rt-polarity, by number. */
export const rtPolarityClasses: readonly string[] = ['negative', 'positive'];

// The authors' archive has a one-byte encoding; these are the files in UTF-8 of dennybritz/cnn-text-classification-tf, at the
// revision whose sha256 were measured.
const REPOSITORY = 'https://raw.githubusercontent.com/dennybritz/cnn-text-classification-tf';
const REVISION = '18762b459e21d9c70e5c242f8d43fc4e6db37a0d';
const files: readonly SourceFile[] = [
  {
    path: 'rt-polarity/rt-polarity.neg',
    urls: [`${REPOSITORY}/${REVISION}/data/rt-polaritydata/rt-polarity.neg`],
    sha256: '2d11cfbc790f1cd96d78339f41ce53ced1efa83cd22d37d6788fa3fe3d17e2fd',
    bytes: 612_506,
  },
  {
    path: 'rt-polarity/rt-polarity.pos',
    urls: [`${REPOSITORY}/${REVISION}/data/rt-polaritydata/rt-polarity.pos`],
    sha256: '4134882974a28d0c7b5151256f0e33a6169984ee7372c279e673f1114f475d58',
    bytes: 626_395,
  },
];

/** Where rt-polarity comes from, under what terms, and what to beware of. */
export const rtPolarityCard: DatasetCard = {
  name: 'rt-polarity',
  description:
    'Sentence polarity 1.0: a sentence or two of film reviews from Rotten Tomatoes, positive where the review is marked fresh and ' +
    'negative where it is marked rotten; lower case, words and signs parted by blanks.',
  rows: 2 * SNIPPETS,
  classes: rtPolarityClasses,
  licence: 'not stated by the authors; CC BY 4.0 as NLTK attributes it to them',
  citation:
    'B. Pang, L. Lee (2005). Seeing stars: exploiting class relationships for sentiment categorization with respect to rating ' +
    'scales. Proceedings of ACL, 115-124.',
  source: 'https://www.cs.cornell.edu/people/pabo/movie-review-data/rt-polaritydata.tar.gz',
  files,
  knownFaults: [
    'There is no published split: figures are by 10-fold cross-validation (Kim 2014) or by the last tenth after a shuffle.',
    'Rows are sorted by class, negative first: shuffle or stratify before taking a part.',
    "These are the files in UTF-8; the authors' own are in a one-byte encoding.",
  ],
};

/**
 * rt-polarity: 10,662 snippets of film reviews, half of them negative and half positive.
 *
 * Shapes: text [10662]; target [10662], 0 negative and 1 positive.
 *
 * @throws {SourceError} when the files cannot be had, or are not the ones that were published.
 * @see Pang and Lee 2005, https://aclanthology.org/P05-1015
 * @example
 * ```ts
 * import { rtPolarityClasses } from '@thaw/datasets';
 *
 * console.log(rtPolarityClasses); // [ 'negative', 'positive' ]
 * // const { training, test } = (await rtPolarity()).split({ test: 0.1 }, { stratify: 'target' });
 * ```
 */
export async function rtPolarity(options: LoadOptions = {}): Promise<Table<LabelledTextColumns>> {
  const texts = [];
  for (const file of files) {
    const name = `${NAME}: ${file.path}`;
    const lines = readSnippets(await loadFile(NAME, file, options), name);
    checkCount(name, 'snippets', lines.length, SNIPPETS);
    texts.push(lines);
  }
  return labelledTexts(texts, rtPolarityClasses);
}

/** Snippets, one a line, with no blanks around them. */
export function readSnippets(bytes: Uint8Array, name: string): string[] {
  return readLines(bytes, name).map((line) => line.trim());
}
