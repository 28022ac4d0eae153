import type { DatasetCard } from '../dataset-card.ts';
import { loadFile } from '../sources/load-file.ts';
import type { LoadOptions, SourceFile } from '../sources/source-file.ts';
import { readSquad, type SquadPart } from './read-squad.ts';
import { checkCount } from './read-text.ts';

const NAME = 'squad'; // as messages call it

/** A file of SQuAD, and how many articles, paragraphs and questions it has. */
interface SquadSource {
  readonly file: SourceFile;
  readonly articles: number;
  readonly paragraphs: number;
  readonly questions: number;
}

// Addresses, lengths and sha256: tensorflow/datasets, tensorflow_datasets/url_checksums/squad.txt, revision
// 333639b37af6c6fedf3610a4a2d42f1c6ef6f7d5. Questions: pytorch/text, torchtext/datasets/squad1.py, revision
// 003eae6f1eed2665451c972107b135abd7e731d6. Articles and paragraphs: as others have counted.
// Mirror, the authors' repository: google-research/xtreme, scripts/download_data.sh, revision
// 091824888a60162ad9ea10d7fe67aa561615e4ca.
const ADDRESS = 'https://rajpurkar.github.io/SQuAD-explorer/dataset';
const MIRROR = 'https://raw.githubusercontent.com/rajpurkar/SQuAD-explorer/master/dataset';
const parts: Readonly<Record<'training' | 'validation', SquadSource>> = {
  training: {
    file: {
      path: 'squad/train-v1.1.json',
      urls: [`${ADDRESS}/train-v1.1.json`, `${MIRROR}/train-v1.1.json`],
      sha256: '3527663986b8295af4f7fcdff1ba1ff3f72d07d61a20f487cb238a6ef92fd955',
      bytes: 30_288_272,
    },
    articles: 442,
    paragraphs: 18_896,
    questions: 87_599,
  },
  validation: {
    file: {
      path: 'squad/dev-v1.1.json',
      urls: [`${ADDRESS}/dev-v1.1.json`, `${MIRROR}/dev-v1.1.json`],
      sha256: '95aa6a52d5d6a735563366753ca50492a658031da74f301ac5238b03966972c9',
      bytes: 4_854_279,
    },
    articles: 48,
    paragraphs: 2_067,
    questions: 10_570,
  },
};

/** Where SQuAD v1.1 comes from, under what terms, and what to beware of. */
export const squadCard: DatasetCard = {
  name: 'SQuAD v1.1',
  description:
    'Questions that people asked about paragraphs of Wikipedia, each answered by a passage of its paragraph. Rows are questions; the ' +
    'validation ones have three answers or more, by different people.',
  rows: parts.training.questions + parts.validation.questions,
  parts: { training: parts.training.questions, validation: parts.validation.questions },
  classes: [],
  licence: 'CC BY-SA 4.0, https://creativecommons.org/licenses/by-sa/4.0/',
  citation:
    'P. Rajpurkar, J. Zhang, K. Lopyrev, P. Liang (2016). SQuAD: 100,000+ questions for machine comprehension of text. Proceedings ' +
    'of EMNLP, 2383-2392, https://arxiv.org/abs/1606.05250.',
  source: 'https://rajpurkar.github.io/SQuAD-explorer/',
  files: [parts.training.file, parts.validation.file],
  knownFaults: [
    'The test part is not published: figures are on the part that is called validation here, "dev" there.',
    'The files count Unicode characters; starts are in the units of JavaScript here. An answer that is not where its file says is ' +
      'listed in `faults`.',
    'Some questions of one paragraph are the same, or have answers that begin or end within a word.',
  ],
};

/**
 * SQuAD v1.1: 87,599 questions to learn from and 10,570 to judge by, each answered by a passage of its paragraph.
 *
 * @throws {SourceError} when the files cannot be had, or are not the ones that were published.
 * @see Rajpurkar et al. 2016, https://arxiv.org/abs/1606.05250
 * @example
 * ```ts
 * import { squadCard } from '@thaw/datasets';
 *
 * console.log(squadCard.parts); // { training: 87599, validation: 10570 }
 * // const { training } = await squad();
 * // const { paragraph, question, answers } = training.questions[0]!;
 * // const { context } = training.paragraphs[paragraph]!;
 * ```
 */
export async function squad(
  options: LoadOptions = {},
): Promise<{ readonly training: SquadPart; readonly validation: SquadPart }> {
  const validation = await loadSquad(parts.validation, options); // the small one first: what is wrong is found soon
  return { training: await loadSquad(parts.training, options), validation };
}

async function loadSquad(source: SquadSource, options: LoadOptions): Promise<SquadPart> {
  const { file, articles, paragraphs, questions } = source;
  const name = `${NAME}: ${file.path}`;
  const part = readSquad(await loadFile(NAME, file, options), name);
  checkCount(name, 'articles', part.articles, articles);
  checkCount(name, 'paragraphs', part.paragraphs.length, paragraphs);
  checkCount(name, 'questions', part.questions.length, questions);
  return part;
}
