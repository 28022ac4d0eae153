import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { zipSync } from 'fflate';
import { expect, test } from 'vitest';

import { SourceError, wordAnalogies, wordSim353 } from '../index.ts';
import { readAnalogies, readWordPairs } from './read-words.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const said = (read: () => unknown): string => {
  try {
    return JSON.stringify(read());
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return error.message;
  }
};

test('analogies by their kind, of meaning or of grammar', () => {
  const text =
    ': capital-world\nAthens Greece Baghdad Iraq\n: gram8-plural\nbanana bananas bird birds\ncar cars cat cats\n';
  expect(readAnalogies(bytes(text), 'questions')).toEqual([
    { name: 'capital-world', kind: 'semantic', questions: [['Athens', 'Greece', 'Baghdad', 'Iraq']] },
    {
      name: 'gram8-plural',
      kind: 'syntactic',
      questions: [
        ['banana', 'bananas', 'bird', 'birds'],
        ['car', 'cars', 'cat', 'cats'],
      ],
    },
  ]);
});

test('pairs of words with their similarity, whatever the line ends', () => {
  const text = 'Word 1,Word 2,Human (mean)\r\nlove,sex,6.77\r\ntiger,tiger,10.00\r\n';
  expect(readWordPairs(bytes(text), 'pairs')).toEqual([
    { words: ['love', 'sex'], similarity: 6.77 },
    { words: ['tiger', 'tiger'], similarity: 10 },
  ]);
});

test('a line that is not of its form is named', () => {
  expect([
    said(() => readAnalogies(bytes('Athens Greece Baghdad Iraq\n'), 'questions')),
    said(() => readAnalogies(bytes(': a\nAthens Greece Baghdad\n'), 'questions')),
    said(() => readWordPairs(bytes('heading\nlove,sex,11\n'), 'pairs')),
    said(() => readWordPairs(bytes('heading\nlove,sex\n'), 'pairs')),
    said(() => readWordPairs(bytes('heading\nlove,,3\n'), 'pairs')),
  ]).toMatchInlineSnapshot(`
    [
      "questions, line 1: expected ': kind' or four words, got 'Athens Greece Baghdad Iraq'.",
      "questions, line 2: expected ': kind' or four words, got 'Athens Greece Baghdad'.",
      "pairs, line 2: expected two words and a number from 0 to 10 with commas between, got 'love,sex,11'.",
      "pairs, line 2: expected two words and a number from 0 to 10 with commas between, got 'love,sex'.",
      "pairs, line 2: expected two words and a number from 0 to 10 with commas between, got 'love,,3'.",
    ]
  `);
});

test('they are read from a local folder, WordSim-353 from its archive or as the file in it', async () => {
  const data = await mkdtemp(join(tmpdir(), 'words-'));
  const pair = { words: ['tiger', 'cat'], similarity: 7.35 };
  const file = bytes('Word 1,Word 2,Human (mean)\ntiger,cat,7.35\n');
  try {
    await mkdir(join(data, 'words'));
    await writeFile(
      join(data, 'words/wordsim353.zip'),
      zipSync({ 'set1.csv': bytes('no'), 'combined.csv': file }),
    );
    expect(await wordSim353({ data })).toEqual([pair]);
    await writeFile(join(data, 'words/wordsim353.zip'), zipSync({ 'set1.csv': bytes('no') }));
    await expect(wordSim353({ data })).rejects.toThrow(SourceError);
    await writeFile(join(data, 'words/combined.csv'), file);
    expect(await wordSim353({ data })).toEqual([pair]);
    await expect(wordAnalogies({ data })).rejects.toThrow('words/questions-words.txt');
  } finally {
    await rm(data, { recursive: true });
  }
});
