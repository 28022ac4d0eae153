import { type Archive, loadMembers } from '../archives/load-members.ts';
import type { DatasetCard } from '../dataset-card.ts';
import { loadFile } from '../sources/load-file.ts';
import type { LoadOptions, SourceFile } from '../sources/source-file.ts';
import { readAnalogies, readWordPairs, type WordAnalogies, type WordPair } from './read-words.ts';

const analogiesFile: SourceFile = {
  path: 'words/questions-words.txt',
  // docs/src/gallery/howtos/run_doc2vec_imdb.py of piskvorky/gensim @ 502b654. No checksum is published.
  urls: ['https://raw.githubusercontent.com/tmikolov/word2vec/master/questions-words.txt'],
};

const wordSimArchive: Archive = {
  // The author's own page, https://gabrilovich.com/resources/data/wordsim353/wordsim353.html. No checksum is published.
  file: {
    path: 'words/wordsim353.zip',
    urls: ['https://gabrilovich.com/resources/data/wordsim353/wordsim353.zip'],
  },
  members: ['combined.csv'],
};

/** Where the word analogies come from, under what licence, and what to beware of. */
export const wordAnalogiesCard: DatasetCard = {
  name: 'Word analogies of word2vec',
  description:
    'Questions such as "Athens is to Greece as Baghdad is to …": 8,869 of meaning in five kinds, and 10,675 of grammar in nine. ' +
    'A test of word vectors, not to learn from.',
  rows: 19_544,
  classes: [],
  licence: 'Apache-2.0, as word2vec; not stated for the questions',
  citation:
    'T. Mikolov, K. Chen, G. Corrado, J. Dean (2013). Efficient estimation of word representations in vector space. ' +
    'https://arxiv.org/abs/1301.3781',
  source: 'https://github.com/tmikolov/word2vec',
  files: [analogiesFile],
  knownFaults: [
    'Over half of the questions of meaning are of capitals and countries: report the kinds apart.',
    'Words are capitalized as names are: fold case only if the vectors do.',
  ],
};

/** Where WordSim-353 comes from, under what licence, and what to beware of. */
export const wordSim353Card: DatasetCard = {
  name: 'WordSim-353',
  description:
    'Pairs of nouns with how much alike 13 or 16 people found them, from 0 to 10, as a mean. Word vectors are judged by the ' +
    "rank correlation of theirs with people's.",
  rows: 353,
  classes: [],
  licence: 'CC BY 4.0, https://creativecommons.org/licenses/by/4.0/, as its author states',
  citation:
    'L. Finkelstein, E. Gabrilovich, Y. Matias, E. Rivlin, Z. Solan, G. Wolfman, E. Ruppin (2002). Placing search in context: ' +
    'the concept revisited. ACM TOIS 20(1), 116-131. https://doi.org/10.1145/503104.503110',
  source: 'https://gabrilovich.com/resources/data/wordsim353/wordsim353.html',
  files: [wordSimArchive.file],
  knownFaults: [
    'The pair money, cash is there twice, rated 9.08 and 9.15.',
    'It mixes similarity (tiger, cat) with relatedness (computer, keyboard).',
  ],
};

/**
 * The analogies that word2vec was judged by: 19,544 questions in fourteen kinds.
 *
 * In a local folder: `words/questions-words.txt`.
 *
 * @throws {SourceError} when they cannot be had, or the file is another.
 * @see Mikolov, Chen, Corrado and Dean 2013, https://arxiv.org/abs/1301.3781
 */
export async function wordAnalogies(options: LoadOptions = {}): Promise<WordAnalogies[]> {
  return readAnalogies(await loadFile('wordAnalogies', analogiesFile, options), 'questions-words.txt');
}

/**
 * WordSim-353: 353 pairs of words with how much alike people found them.
 *
 * In a local folder: `words/combined.csv`, or `words/wordsim353.zip`.
 *
 * @throws {SourceError} when they cannot be had, or the file is another.
 * @see Finkelstein et al. 2002, https://doi.org/10.1145/503104.503110
 */
export async function wordSim353(options: LoadOptions = {}): Promise<WordPair[]> {
  const [pairs] = await loadMembers('wordSim353', wordSimArchive, options);
  return readWordPairs(pairs!, 'combined.csv');
}
