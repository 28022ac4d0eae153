import type { DatasetCard } from '../dataset-card.ts';
import { type LoadOptions, SourceError } from '../sources/source-file.ts';
import type { Table } from '../table/table.ts';
import { checkCount, readLines } from './read-text.ts';
import { type TextPairColumns, textPairs } from './text-columns.ts';
import { loadArchived, tutorialArchive } from './tutorial-archive.ts';

const NAME = 'englishFrench'; // as messages call it
const PAIRS = 135_842;

/** Where the pairs come from, under what terms, and what to beware of. */
export const englishFrenchCard: DatasetCard = {
  name: 'English-French pairs',
  description:
    "English sentences and their French translations, from Tatoeba by way of manythings.org, in the copy of PyTorch's tutorial on " +
    'translation: short ones first.',
  rows: PAIRS,
  classes: [],
  licence:
    'CC BY 2.0 France, https://creativecommons.org/licenses/by/2.0/fr/; attribution: tatoeba.org and www.manythings.org/anki',
  citation:
    'Tatoeba, https://tatoeba.org; C. Kelly, Tab-delimited bilingual sentence pairs, https://www.manythings.org/anki/; ' +
    'S. Robertson (2017). Translation with a sequence to sequence network and attention. PyTorch tutorials.',
  source: 'https://download.pytorch.org/tutorial/data.zip',
  files: [tutorialArchive],
  knownFaults: [
    '93,549 English sentences have 135,842 translations: a split by row has the same English in both parts.',
    'Pairs are ordered by length, roughly: shuffle before taking a part.',
    "French has a narrow no-break space before ! and ? in places, and both ' and ’.",
  ],
};

/**
 * English-French pairs: 135,842 sentences and their translations.
 *
 * Shapes: source [135842], English; target [135842], French.
 *
 * @throws {SourceError} when the file cannot be had, or is not the one that was published.
 * @see Robertson 2017, https://pytorch.org/tutorials/intermediate/seq2seq_translation_tutorial.html; CC BY 2.0, tatoeba.org
 * @example
 * ```ts
 * import { englishFrenchCard } from '@thaw/datasets';
 *
 * console.log(englishFrenchCard.rows); // 135842
 * // const { source, target } = (await englishFrench()).columns;
 * // console.log(source.data[0], '→', target.data[0]);
 * ```
 */
export async function englishFrench(options: LoadOptions = {}): Promise<Table<TextPairColumns>> {
  const wanted = { path: 'eng-fra/eng-fra.txt', member: 'data/eng-fra.txt' };
  const [bytes] = await loadArchived(NAME, [wanted], options);
  const { source, target } = readPairs(bytes!, `${NAME}: ${wanted.path}`);
  checkCount(`${NAME}: ${wanted.path}`, 'pairs', source.length, PAIRS);
  return textPairs(source, target);
}

/**
 * Pairs of texts, one a line, with a tab between them; what stands after a second tab, an attribution, is left out.
 *
 * @throws {SourceError} when a line is no pair.
 */
export function readPairs(bytes: Uint8Array, name: string): { source: string[]; target: string[] } {
  const source: string[] = [];
  const target: string[] = [];
  for (const [i, line] of readLines(bytes, name).entries()) {
    const [left, right, , tooMany] = line.split('\t', 4);
    if (!left?.trim() || !right?.trim() || tooMany !== undefined) {
      throw new SourceError(
        `${name}: line ${i + 1} is no pair of texts with a tab between them; it is another file or a damaged one.`,
      );
    }
    source.push(left);
    target.push(right);
  }
  return { source, target };
}
