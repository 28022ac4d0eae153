import * as datasets from '@thaw/datasets';
import { gpt2Tokenizer } from '@thaw/datasets/text';

import { bertTokens } from './bert-tokens.ts';
import { countGraph, countShipped, even, sizes } from './count-sets.ts';
import { gpt2Tokens, gpt2TokensPublished } from './gpt2-tokens.ts';
import { images, omit, planetoid, type PublishedSet } from './published-set.ts';

/** Every real set: its figures as they are published, and how they are counted. */
export const publishedSets: readonly PublishedSet[] = [
  {
    name: 'digits',
    files: ['tabular/digits.csv.gz'],
    count: () => countShipped('tabular/digits.csv.gz', 0, datasets.digits({ normalize: false })),
    published: { rows: 1797, classes: '178 182 177 183 181 182 181 179 174 180', different: 0 },
  },
  {
    name: 'iris',
    files: ['tabular/iris.csv'],
    count: () => countShipped('tabular/iris.csv', 1, datasets.iris()),
    published: { rows: 150, classes: '50 50 50', different: 0 },
  },
  {
    name: 'wine',
    files: ['tabular/wine_data.csv'],
    count: () => countShipped('tabular/wine_data.csv', 1, datasets.wine()),
    published: { rows: 178, classes: '59 71 48', different: 0 },
  },
  images('mnist', datasets.mnist, datasets.mnistCard, '0.1307 0.3081', [
    '5923 6742 5958 6131 5842 5421 5918 6265 5851 5949',
    '980 1135 1032 1010 982 892 958 1028 974 1009',
  ]),
  images('fashionMnist', datasets.fashionMnist, datasets.fashionMnistCard, '0.2860 0.3530', [
    even(6000, 10),
    even(1000, 10),
  ]),
  images('kmnist', datasets.kmnist, datasets.kmnistCard, undefined, [even(6000, 10), even(1000, 10)]),
  images('emnistLetters', datasets.emnistLetters, datasets.emnistLettersCard, undefined, [
    even(4800, 26),
    even(800, 26),
  ]),
  images('cifar10', datasets.cifar10, datasets.cifar10Card, undefined, [even(5000, 10), even(1000, 10)]),
  images('cifar100', datasets.cifar100, datasets.cifar100Card, undefined, [even(500, 100), even(100, 100)]),
  {
    name: 'cora',
    files: ['cora/cora.content', 'cora/cora.tgz'],
    count: async () => countGraph(await datasets.cora()),
    published: {
      papers: '2708 1433',
      classes: '298 418 818 426 217 180 351',
      citations: 5429,
      dangling: 0,
      pairs: 5278,
      sum: 49_216,
    },
  },
  {
    name: 'citeseer',
    files: ['citeseer/citeseer.content', 'citeseer/citeseer.tgz'],
    count: async () => omit(countGraph(await datasets.citeseer()), 'sum', 'pairs'),
    published: { papers: '3312 3703', classes: '249 596 701 508 668 590', citations: 4715, dangling: 17 },
  },
  {
    name: 'pubmed',
    files: ['pubmed/Pubmed-Diabetes.NODE.paper.tab', 'pubmed/Pubmed-Diabetes.tgz'],
    count: async () => omit(countGraph(await datasets.pubmed()), 'sum', 'pairs'),
    published: { papers: '19717 500', classes: '4103 7739 7875', citations: 44_338, dangling: 0 },
  },
  planetoid('cora', {
    papers: '2708 1433',
    classes: '351 217 418 818 426 298 180',
    pairs: 5278,
    split: '140 500 1000',
  }),
  planetoid('citeseer', {
    papers: '3327 3703',
    classes: '249 590 668 701 596 508',
    pairs: 4552,
    split: '120 500 1000',
  }),
  planetoid('pubmed', {
    papers: '19717 500',
    classes: '4103 7739 7875',
    pairs: 44_324,
    split: '60 500 1000',
  }),
  {
    name: 'movieLens100k',
    files: ['movielens/u.data', 'movielens/ml-100k.zip'],
    async count() {
      const { ratings, users, movies, fold } = await datasets.movieLens100k();
      const { training, test } = fold(1);
      const { data } = ratings.column('target');
      return {
        users: users.length,
        movies: movies.length,
        ratings: [1, 2, 3, 4, 5].map((rating) => data.filter((each) => each === rating).length).join(' '),
        fold: `${training.rows} ${test.rows}`,
      };
    },
    published: { users: 943, movies: 1682, ratings: '6110 11370 27145 34174 21201', fold: '80000 20000' },
  },
  {
    name: 'wordAnalogies',
    files: ['words/questions-words.txt'],
    async count() {
      const kinds = await datasets.wordAnalogies();
      const questions = (kind: string): number =>
        kinds.reduce((total, each) => total + (each.kind === kind ? each.questions.length : 0), 0);
      return { kinds: kinds.length, semantic: questions('semantic'), syntactic: questions('syntactic') };
    },
    published: { kinds: 14, semantic: 8869, syntactic: 10_675 },
  },
  {
    name: 'wordSim353',
    files: ['words/combined.csv', 'words/wordsim353.zip'],
    count: async () => ({ pairs: (await datasets.wordSim353()).length }),
    published: { pairs: 353 },
  },
  {
    name: 'tinyShakespeare',
    files: ['tinyshakespeare/input.txt'],
    async count() {
      const { text, training, validation } = await datasets.tinyShakespeare();
      const lines = text.split('\n').length - 1;
      return { characters: training.length + validation.length, distinct: new Set(text).size, lines };
    },
    published: { characters: 1_115_394, distinct: 65, lines: 40_000 },
  },
  {
    name: 'names',
    files: ['names/Arabic.txt'],
    count: async () => ({ classes: sizes((await datasets.names()).column('target').data) }),
    published: { classes: '2000 268 519 297 3668 277 724 203 232 709 991 94 139 74 9408 100 298 73' },
  },
  {
    name: 'makemoreNames',
    files: ['makemore/names.txt'],
    async count() {
      const { data } = (await datasets.makemoreNames()).column('text');
      return { names: data.length, letters: new Set(data.join('')).size };
    },
    published: { names: 32_033, letters: 26 },
  },
  {
    name: 'englishFrench',
    files: ['eng-fra/eng-fra.txt'],
    count: async () => ({ pairs: (await datasets.englishFrench()).rows }),
    published: { pairs: 135_842 },
  },
  {
    name: 'rtPolarity',
    files: ['rt-polarity/rt-polarity.pos'],
    count: async () => ({ classes: sizes((await datasets.rtPolarity()).column('target').data) }),
    published: { classes: '5331 5331' },
  },
  {
    name: 'dateFormats',
    files: ['date/date.txt'],
    async count() {
      const { training, test } = await datasets.dateFormats({ published: true });
      return { pairs: training.rows + test.rows };
    },
    published: { pairs: 50_000 },
  },
  {
    name: 'squad',
    files: ['squad/train-v1.1.json'],
    async count() {
      const { training, validation } = await datasets.squad();
      return { questions: `${training.questions.length} ${validation.questions.length}` };
    },
    published: { questions: '87599 10570' },
  },
  {
    name: 'pennTreebank',
    files: ['ptb/ptb.train.txt'],
    async count() {
      const { training, validation, test, vocabulary } = await datasets.pennTreebank();
      return { words: `${training.length} ${validation.length} ${test.length}`, distinct: vocabulary.length };
    },
    published: { words: '929589 73760 82430', distinct: 10_000 },
  },
  {
    name: 'gpt2Tokenizer',
    files: ['gpt2/encoder.json'],
    also: 'tinyshakespeare/input.txt',
    async count() {
      const { vocabularySize } = await gpt2Tokenizer();
      return { tokens: vocabularySize, ...(await gpt2Tokens()) };
    },
    published: { tokens: 50_257, ...gpt2TokensPublished },
  },
  {
    name: 'bertTokenizer',
    files: ['bert/vocab.txt'],
    async count() {
      const { vocabularySize, ids, differences, decoded } = await bertTokens();
      return { tokens: vocabularySize, hello: ids.join(' '), differences: differences.length, decoded };
    },
    published: {
      tokens: 30_522,
      hello: '101 7592 1010 2026 3899 2003 10140 102',
      differences: 0,
      decoded: 0,
    },
  },
];
