import { fuzz } from '@thaw/testing';
import { expect, test } from 'vitest';

import { SourceError } from '../index.ts';
import { readDates } from './date-formats.ts';
import { readPairs } from './english-french.ts';
import { readLowerCaseNames } from './makemore-names.ts';
import { readNames, toAscii } from './names.ts';
import { requireVocabulary, wordsOf } from './penn-treebank.ts';
import { readSquad, type SquadPart } from './read-squad.ts';
import { readLines, readText } from './read-text.ts';
import { readSnippets } from './rt-polarity.ts';
import { splitText } from './tiny-shakespeare.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const date = (text: string, iso: string): string => `${text.padEnd(29)}_${iso}\n`;

/** A file of SQuAD with one article. */
const squadOf = (paragraphs: unknown, version: unknown = '1.1'): Uint8Array => {
  return bytesOf(JSON.stringify({ version, data: [{ title: 'Ice', paragraphs }] }));
};
const paragraph = (context: string, ...answers: unknown[]): unknown => {
  return { context, qas: [{ id: 'a1', question: 'What melts?', answers }] };
};
const ice = squadOf([paragraph('Ice melts.', { text: 'Ice', answer_start: 0 })]);

test('names lose the blanks around them, and are composed, or written in ASCII as the tutorial writes them', () => {
  const bytes = bytesOf("See \nO'Ne\u0301al\r\nŚlusàrski\nAbl-Ja\n");
  expect(readNames(bytes, 'a', false)).toEqual(['See', "O'Néal", 'Ślusàrski', 'Abl-Ja']);
  expect(readNames(bytes, 'a', true)).toEqual(['See', "O'Neal", 'Slusarski', 'AblJa']);
  expect(toAscii('Bólil, J. ß;1:')).toBe('Bolil, J. ;');
});

test('pairs, snippets, lower-case names and dates, a line each, the last with or without its end', () => {
  expect(readPairs(bytesOf('Go.\tVa !\nRun!\tCours !\tCC-BY 2.0'), 'a')).toEqual({
    source: ['Go.', 'Run!'],
    target: ['Va !', 'Cours !'],
  });
  expect(readSnippets(bytesOf('silly and tedious . \n so good . \n'), 'a')).toEqual([
    'silly and tedious .',
    'so good .',
  ]);
  expect(readLowerCaseNames(bytesOf('emma\nava'), 'a')).toEqual(['emma', 'ava']);
  expect(readDates(bytesOf(date('3 Sep 14', '2014-09-03') + date('2/10/93', '1993-02-10')), 'a')).toEqual({
    source: ['3 Sep 14', '2/10/93'],
    target: ['2014-09-03', '1993-02-10'],
  });
});

test('words end with <eos> at each line, and the vocabulary has the most frequent first', () => {
  const words = wordsOf([" no it was n't ", ' it <unk> N ']);
  expect(words).toEqual(['no', 'it', 'was', "n't", '<eos>', 'it', '<unk>', 'N', '<eos>']);
  const parts = { training: words, validation: ['it'], test: ['no'] };
  expect(requireVocabulary(parts, 7)).toEqual(['<eos>', 'it', '<unk>', 'N', "n't", 'no', 'was']);
  expect(() => requireVocabulary(parts, 8)).toThrow(
    new SourceError(
      'pennTreebank: ptb/ptb.train.txt: has 7 distinct words where the published one has 8; it is another version, or only part of it.',
    ),
  );
  expect(() => requireVocabulary({ ...parts, test: ['no', 'new'] }, 7)).toThrow(
    new SourceError(
      'pennTreebank: ptb/ptb.test.txt: has the word new, which is not in ptb/ptb.train.txt; the three do not belong together.',
    ),
  );
});

test('a text is cut at 90 %, rounded down', () => {
  const { training, validation } = splitText('0123456789abcdefghi');
  expect([training, validation]).toEqual(['0123456789abcdefg', 'hi']);
});

test('a question has its answers where they stand in the paragraph, counted in units of strings', () => {
  const part = readSquad(
    squadOf([
      paragraph('Ice melts at 0 °C.', { text: '0 °C', answer_start: 13 }, { text: 'Ice', answer_start: 0 }),
      paragraph('In 𝒚 and 𝒛 ice melts.', { text: 'ice', answer_start: 11 }),
    ]),
    'a',
  );
  expect(part).toEqual({
    articles: 1,
    paragraphs: [
      { title: 'Ice', context: 'Ice melts at 0 °C.' },
      { title: 'Ice', context: 'In 𝒚 and 𝒛 ice melts.' },
    ],
    questions: [
      {
        id: 'a1',
        paragraph: 0,
        question: 'What melts?',
        answers: [
          { text: '0 °C', start: 13 },
          { text: 'Ice', start: 0 },
        ],
      },
      { id: 'a1', paragraph: 1, question: 'What melts?', answers: [{ text: 'ice', start: 13 }] },
    ],
    faults: [],
  });
  const { context } = part.paragraphs[1]!;
  expect(context.slice(13, 16)).toBe('ice');
});

test('an answer that is not where the file says is a fault', () => {
  const answers = [
    { text: 'Ice', answer_start: 1 },
    { text: 'melts', answer_start: 99 },
  ];
  const { questions, faults } = readSquad(squadOf([paragraph('Ice melts.', ...answers)]), 'a');
  expect(questions[0]!.answers.map(({ start }) => start)).toEqual([-1, -1]);
  expect(faults).toEqual([
    { id: 'a1', answer: 'Ice', published: 1, found: 'ce ' },
    { id: 'a1', answer: 'melts', published: 99, found: '' },
  ]);
});

test('files of another kind are refused by what is wrong with them', () => {
  const html = bytesOf('<!doctype html>\n<p>Not found</p>\n');
  const readers: [string, () => unknown][] = [
    ['nothing', () => readText(bytesOf('\n'), 'a.txt')],
    ['gzip', () => readText(Uint8Array.of(0x1f, 0x8b, 8, 0, 255), 'a.txt')],
    ['latin-1', () => readText(Uint8Array.of(99, 233, 10), 'a.txt')],
    ['an empty line', () => readLines(bytesOf('a\n\nb\n'), 'a.txt')],
    ['no pairs', () => readPairs(html, 'a.txt')],
    ['half a pair', () => readPairs(bytesOf('Go.\tVa !\nRun!\t\n'), 'a.txt')],
    ['four columns', () => readPairs(bytesOf('1\t2\t3\t4'), 'a.txt')],
    ['no names', () => readLowerCaseNames(html, 'a.txt')],
    ['no dates', () => readDates(html, 'a.txt')],
    ['no JSON', () => readSquad(html, 'a.json')],
    ['cut JSON', () => readSquad(ice.subarray(0, 30), 'a.json')],
    ['another JSON', () => readSquad(bytesOf('[1]'), 'a.json')],
    ['another version', () => readSquad(squadOf([], 'v2.0'), 'a.json')],
    ['no list', () => readSquad(squadOf({}), 'a.json')],
    ['no context', () => readSquad(squadOf([{ qas: [] }]), 'a.json')],
    ['no place', () => readSquad(squadOf([paragraph('Ice', { text: 'Ice', answer_start: -1 })]), 'a.json')],
  ];
  const said = readers.map(([name, read]) => {
    try {
      return `${name}: read as ${JSON.stringify(read())}`;
    } catch (error) {
      return `${name}: ${error instanceof SourceError ? error.message : `another failure, ${String(error)}`}`;
    }
  });
  expect(said).toMatchInlineSnapshot(`
    [
      "nothing: a.txt: is empty.",
      "gzip: a.txt: is not a text in UTF-8: it is packed; unpack it first.",
      "latin-1: a.txt: is not a text in UTF-8: it is another file, a damaged one, or in another encoding.",
      "an empty line: a.txt: line 2 is empty; it is another file or a damaged one.",
      "no pairs: a.txt: line 1 is no pair of texts with a tab between them; it is another file or a damaged one.",
      "half a pair: a.txt: line 2 is no pair of texts with a tab between them; it is another file or a damaged one.",
      "four columns: a.txt: line 1 is no pair of texts with a tab between them; it is another file or a damaged one.",
      "no names: a.txt: line 1 is no name of letters a to z; it is another file or a damaged one.",
      "no dates: a.txt: line 1 is no date of 29 characters, _ and YYYY-MM-DD; it is another file or a damaged one.",
      "no JSON: a.json: is no JSON; it is another file, or it is cut off.",
      "cut JSON: a.json: is no JSON; it is another file, or it is cut off.",
      "another JSON: a.json: the file must be an object, got an array of 1.",
      "another version: a.json: is of version the string 'v2.0'; version 1.1 is read here.",
      "no list: a.json: data[0].paragraphs must be a list, got an object with no fields.",
      "no context: a.json: data[0].paragraphs[0].context must be a text, got undefined.",
      "no place: a.json: data[0].paragraphs[0].qas[0].answers[0].answer_start must be a whole number from 0 on, got -1.",
    ]
  `);
});

const parsers: [string, Uint8Array, (bytes: Uint8Array) => readonly string[]][] = [
  ['names', bytesOf("Abl\nO'Néal\nSee \n"), (bytes) => readNames(bytes, 'a', true)],
  ['pairs', bytesOf('Go.\tVa !\nRun!\tCours !\n'), (bytes) => Object.values(readPairs(bytes, 'a')).flat()],
  ['snippets', bytesOf('silly . \nso good . \n'), (bytes) => readSnippets(bytes, 'a')],
  ['lower-case names', bytesOf('emma\nava\nmia'), (bytes) => readLowerCaseNames(bytes, 'a')],
  ['dates', bytesOf(date('3 Sep 14', '2014-09-03')), (bytes) => Object.values(readDates(bytes, 'a')).flat()],
];

test.each(parsers)(
  '10,000 damaged files of %s are read or refused, and read as no more than they hold',
  async (_, file, read) => {
    const { read: understood, refused } = await fuzz({
      files: [file],
      read,
      refusal: SourceError,
      holds: (texts, bytes) => texts.length > 0 && texts.join('').normalize('NFD').length <= 3 * bytes.length,
    });
    expect(Math.min(understood, refused)).toBeGreaterThan(200);
  },
);

test('10,000 damaged files of SQuAD are read or refused, and every answer stands where it is said to', async () => {
  const files = [ice, squadOf([paragraph('In 𝒚 ice melts.', { text: 'ice', answer_start: 5 })])];
  const isTrue = ({ paragraphs, questions, faults }: SquadPart): boolean => {
    const answers = questions.flatMap((one) =>
      one.answers.map((answer) => ({ ...answer, ...paragraphs[one.paragraph] })),
    );
    const found = answers.filter(
      ({ start, text, context }) => context?.slice(start, start + text.length) === text,
    );
    return answers.length - found.filter(({ start }) => start >= 0).length === faults.length;
  };
  const { read, refused } = await fuzz({
    files,
    read: (bytes) => readSquad(bytes, 'a'),
    refusal: SourceError,
    holds: isTrue,
  });
  expect(Math.min(read, refused)).toBeGreaterThan(200);
});
