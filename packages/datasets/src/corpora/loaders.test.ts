import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { ArgumentError, Random } from '@thaw/backend';
import { memoryStore } from '@thaw/core/stores';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

import {
  dateFormats,
  englishFrench,
  type LoadOptions,
  makemoreNames,
  names,
  namesClasses,
  pennTreebank,
  rtPolarity,
  SourceError,
  squad,
  tinyShakespeare,
} from '../index.ts';
import { loadArchived } from './tutorial-archive.ts';

const lines = (count: number, line: (i: number) => string): string => {
  return Array.from({ length: count }, (_, i) => `${line(i)}\n`).join('');
};
/** Lines that hold so many words together, those of `others` among them. */
const wordLines = (count: number, words: number, others: number): string => {
  const spare = words - count; // one <eos> a line
  const each = Math.floor(spare / count);
  return lines(count, (i) => {
    const length = i < count - 1 ? each : spare - each * (count - 1);
    return Array.from({ length }, (_, j) => `w${(i * each + j) % others}`).join(' ');
  });
};
/** A file of SQuAD of so many articles, paragraphs and questions, all of them the same. */
const squadOf = (articles: number, paragraphs: number, questions: number): string => {
  const qas = (count: number): unknown[] => {
    return Array.from({ length: count }, () => ({
      id: 'q',
      question: 'Who?',
      answers: [{ text: 'I', answer_start: 1 }],
    }));
  };
  const share = (total: number, parts: number, i: number): number =>
    Math.floor(((i + 1) * total) / parts) - Math.floor((i * total) / parts);
  let paragraph = 0;
  const data = Array.from({ length: articles }, (_, a) => ({
    title: 'T',
    paragraphs: Array.from({ length: share(paragraphs, articles, a) }, () => {
      return { context: ' I.', qas: qas(share(questions, paragraphs, paragraph++)) };
    }),
  }));
  return JSON.stringify({ version: '1.1', data });
};

/** Files as large as the published ones: 73 names of each nationality but Russian, which has the others. */
const files: Record<string, string> = {
  'tinyshakespeare/input.txt': 'To be, or not to be. '.repeat(60_000).slice(0, 1_115_394),
  'ptb/ptb.train.txt': wordLines(42_068, 929_589, 9_999),
  'ptb/ptb.valid.txt': wordLines(3_370, 73_760, 9_999),
  'ptb/ptb.test.txt': wordLines(3_761, 82_430, 9_999),
  'makemore/names.txt': lines(32_033, (i) => `name${String.fromCharCode(97 + (i % 26))}`),
  'eng-fra/eng-fra.txt': lines(135_842, (i) => `Go ${i}.\tVa ${i} !`),
  'rt-polarity/rt-polarity.neg': lines(5_331, (i) => `bad ${i} . `),
  'rt-polarity/rt-polarity.pos': lines(5_331, (i) => `good ${i} . `),
  'date/date.txt': lines(50_000, () => `${'3 Sep 14'.padEnd(29)}_2014-09-03`),
  'squad/train-v1.1.json': squadOf(442, 18_896, 87_599),
  'squad/dev-v1.1.json': squadOf(48, 2_067, 10_570),
};
for (const one of namesClasses)
  files[`names/${one}.txt`] = lines(one === 'Russian' ? 20_074 - 17 * 73 : 73, (i) => `Ö${i}`);

let folder: string;
let here: LoadOptions;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-corpora-'));
  here = { data: folder };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
});
afterAll(() => rm(folder, { recursive: true }));

test('one text in two parts, and words in three', async () => {
  const { text, training, validation } = await tinyShakespeare(here);
  expect([training.length, validation.length, training + validation === text]).toEqual([
    1_003_854,
    111_540,
    true,
  ]);
  const words = await pennTreebank(here);
  expect([words.training, words.validation, words.test].map(({ length }) => length)).toEqual([
    929_589, 73_760, 82_430,
  ]);
  expect([words.vocabulary.length, words.vocabulary[0], words.training[21]]).toEqual([
    10_000,
    '<eos>',
    '<eos>',
  ]);
});

test('texts with their classes, in the order of these', async () => {
  const surnames = await names(here);
  expect(surnames.rows).toBe(20_074);
  const { text, target } = surnames.columns;
  expect([text.data[0], target.data[0], text.data[73], target.data[73]]).toEqual(['Ö0', 0, 'Ö0', 1]);
  expect(target.classes[target.data[20_073]!]).toBe('Vietnamese');
  expect((await names({ ...here, ascii: true })).column('text').data[0]).toBe('O');
  const snippets = (await rtPolarity(here)).columns;
  expect([snippets.text.data[5_330], snippets.text.data[5_331]]).toEqual(['bad 5330 .', 'good 0 .']);
  expect(snippets.target.data.slice(5_330, 5_332)).toEqual(Int32Array.of(0, 1));
  expect((await makemoreNames(here)).column('text').data[27]).toBe('nameb');
});

test('pairs: sentences, and dates as they are published', async () => {
  const { source, target } = (await englishFrench(here)).columns;
  expect([source.data.length, source.data[7], target.data[7]]).toEqual([135_842, 'Go 7.', 'Va 7 !']);
  const { training, test: judged } = await dateFormats({ ...here, published: true });
  expect([training.rows, judged.rows]).toEqual([45_000, 5_000]);
  expect([judged.column('source').data[0], judged.column('target').data[0]]).toEqual([
    '3 Sep 14',
    '2014-09-03',
  ]);
});

test('dates that are made: each day once, held-out days in no form among the others, the same by the same seed', async () => {
  const { training, test: judged } = await dateFormats({ random: new Random(7) });
  expect([training.rows, judged.rows]).toEqual([29_220, 7_305]);
  expect(new Set([...training.column('target').data, ...judged.column('target').data]).size).toBe(36_525);
  const pairs = training
    .column('source')
    .data.map((source, i) => [source, training.column('target').data[i]]);
  const plain = pairs.filter(([source]) => /^\d+ [A-Z][a-z]+ \d{4}$/.test(source!)).slice(0, 500);
  expect(plain.length).toBe(500);
  expect(plain.map(([source]) => new Date(`${source!} UTC`).toISOString().slice(0, 10))).toEqual(
    plain.map(([, target]) => target),
  );
  const again = await dateFormats({ random: new Random(7) });
  expect(again.test.columns).toEqual(judged.columns);
});

test('paragraphs, questions and answers', async () => {
  const { training, validation } = await squad(here);
  expect([training.articles, training.paragraphs.length, training.questions.length]).toEqual([
    442, 18_896, 87_599,
  ]);
  expect([validation.articles, validation.paragraphs.length, validation.questions.length]).toEqual([
    48, 2_067, 10_570,
  ]);
  expect(training.questions.at(-1)).toEqual({
    id: 'q',
    paragraph: 18_895,
    question: 'Who?',
    answers: [{ text: 'I', start: 1 }],
  });
  expect(training.faults).toEqual([]);
});

test('files of an archive come from its cache, unpacked, where no folder is named', async () => {
  vi.stubEnv('THAW_DATA', undefined);
  const zip = zipSync({ 'data/a.txt': Uint8Array.of(1, 2), 'data/b.txt': Uint8Array.of(3) });
  const sha256 = createHash('sha256').update(zip).digest('hex');
  const cache = memoryStore();
  await cache.write(`sha256-${sha256}`, zip);
  const archive = { path: 'toy/data.zip', urls: [], sha256 };
  const wanted = ['b', 'a'].map((one) => ({ path: `toy/${one}.txt`, member: `data/${one}.txt` }));
  expect(await loadArchived('toy', wanted, { cache }, archive)).toEqual([
    Uint8Array.of(3),
    Uint8Array.of(1, 2),
  ]);
  const other = [{ path: 'toy/c.txt', member: 'data/c.txt' }];
  await expect(loadArchived('toy', other, { cache }, archive)).rejects.toThrow(
    new SourceError('toy: toy/data.zip: has no file data/c.txt.'),
  );
  vi.unstubAllEnvs();
});

/** Loads with one file changed, which is then as it was. */
async function withFile(
  path: string,
  text: string,
  load: (options: LoadOptions) => Promise<unknown>,
): Promise<string> {
  await writeFile(join(folder, path), text);
  const said = await load(here).then(
    () => 'it is read',
    (error: unknown) => (error instanceof SourceError ? error.message : String(error)),
  );
  await writeFile(join(folder, path), files[path]!);
  return said;
}

test('other files than the published ones are refused in words', async () => {
  const cases = [
    ['tinyshakespeare/input.txt', 'To be.', tinyShakespeare],
    ['ptb/ptb.valid.txt', 'only one\n', pennTreebank],
    ['ptb/ptb.test.txt', wordLines(3_761, 82_429, 9_999), pennTreebank],
    ['names/Greek.txt', 'Adamidis\n', names],
    ['makemore/names.txt', 'emma\nava\n', makemoreNames],
    ['eng-fra/eng-fra.txt', 'Go.\tVa !\n', englishFrench],
    ['rt-polarity/rt-polarity.pos', 'so good .\n', rtPolarity],
    [
      'date/date.txt',
      `${'3 Sep 14'.padEnd(29)}_2014-09-03`,
      (options) => dateFormats({ ...options, published: true }),
    ],
    ['squad/dev-v1.1.json', squadOf(48, 2_067, 10_571), squad],
    ['squad/dev-v1.1.json', squadOf(48, 2_066, 10_570), squad],
    ['squad/dev-v1.1.json', squadOf(47, 2_067, 10_570), squad],
  ] as const satisfies [string, string, (options: LoadOptions) => Promise<unknown>][];
  const said = [];
  for (const [path, text, load] of cases) said.push(await withFile(path, text, load));
  expect(said).toMatchInlineSnapshot(`
    [
      "tinyShakespeare: tinyshakespeare/input.txt: has 6 characters where the published one has 1115394; it is another version, or only part of it.",
      "pennTreebank: ptb/ptb.valid.txt: has 1 lines where the published one has 3370; it is another version, or only part of it.",
      "pennTreebank: ptb/ptb.test.txt: has 82429 words where the published one has 82430; it is another version, or only part of it.",
      "names: has 20002 names where the published one has 20074; it is another version, or only part of it.",
      "makemoreNames: makemore/names.txt: has 2 names where the published one has 32033; it is another version, or only part of it.",
      "englishFrench: eng-fra/eng-fra.txt: has 1 pairs where the published one has 135842; it is another version, or only part of it.",
      "rtPolarity: rt-polarity/rt-polarity.pos: has 1 snippets where the published one has 5331; it is another version, or only part of it.",
      "dateFormats: date/date.txt: has 1 pairs where the published one has 50000; it is another version, or only part of it.",
      "squad: squad/dev-v1.1.json: has 10571 questions where the published one has 10570; it is another version, or only part of it.",
      "squad: squad/dev-v1.1.json: has 2066 paragraphs where the published one has 2067; it is another version, or only part of it.",
      "squad: squad/dev-v1.1.json: has 47 articles where the published one has 48; it is another version, or only part of it.",
    ]
  `);
});

test('options of another name are refused', async () => {
  const wrong = (load: (options: never) => Promise<unknown>) => load({ fold: true } as never);
  for (const load of [
    tinyShakespeare,
    pennTreebank,
    names,
    makemoreNames,
    englishFrench,
    dateFormats,
    rtPolarity,
    squad,
  ]) {
    await expect(wrong(load)).rejects.toThrow(ArgumentError);
  }
});
