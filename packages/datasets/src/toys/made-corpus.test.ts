import { ArgumentError, Random, seed } from '@thaw/backend';
import { expect, test } from 'vitest';

import { madeCorpus } from './made-corpus.ts';

const { words, classes, sentences } = madeCorpus(3000, { random: new Random(7) });
const classOf = (word: string) => classes[words.indexOf(word)];

test('there are 74 words, all different, in 11 classes', () => {
  expect([words.length, new Set(words).size, classes.length]).toEqual([74, 74, 74]);
  expect(new Set(classes).size).toBe(11);
  expect(['the', 'fox', 'rice', 'today'].map(classOf)).toEqual(['article', 'animal', 'food', 'time']);
});

test('every sentence is of one of the patterns of the grammar, and every pattern comes', () => {
  const patterns = [
    /^article (size )?animal going preposition article place( time)?$/,
    /^article person going preposition article (size )?place( time)?$/,
    /^article animal eating article (size )?food( time)?$/,
    /^article person eating article food preposition article place$/,
    /^article person seeing article (size )?animal( time)?$/,
    /^article (size )?animal seeing article animal$/,
  ];
  const forms = sentences.map((sentence) => sentence.map((id) => classes[id]).join(' '));
  const counts = patterns.map((pattern) => forms.filter((form) => pattern.test(form)).length);
  expect(counts.reduce((sum, count) => sum + count)).toBe(3000);
  for (const count of counts)
    expect(Math.abs(count - 500)).toBeLessThan(5 * Math.sqrt(3000 * (1 / 6) * (5 / 6)));
});

test('within a class the i-th word comes in proportion to 1/(i + 3)', () => {
  const all = sentences.flat();
  const count = (word: string) => all.filter((id) => words[id] === word).length;
  const articles = ['the', 'a', 'this', 'that', 'every', 'some'];
  const total = articles.reduce((sum, word) => sum + count(word), 0);
  const weights = articles.map((_, i) => 1 / (i + 3));
  for (const [i, word] of articles.entries()) {
    const part = weights[i]! / weights.reduce((sum, weight) => sum + weight);
    expect(Math.abs(count(word) / total - part)).toBeLessThan(5 * Math.sqrt((part * (1 - part)) / total));
  }
  expect(new Set(all).size).toBe(74);
});

test('it is the same from the same generator, and otherwise from the shared one', () => {
  expect(madeCorpus(20, { random: new Random(7) }).sentences).toEqual(sentences.slice(0, 20));
  expect(madeCorpus(20, { random: new Random(8) }).sentences).not.toEqual(sentences.slice(0, 20));
  seed(3);
  const first = madeCorpus(5).sentences;
  expect(madeCorpus(5).sentences).not.toEqual(first);
  seed(3);
  expect(madeCorpus(5).sentences).toEqual(first);
});

test('it refuses a count that is none, and options there are not', () => {
  expect(() => madeCorpus(0)).toThrow(
    new ArgumentError('madeCorpus: count must be a whole number from 1 on, got 0.'),
  );
  expect(() => madeCorpus(1, { seed: 7 } as never)).toThrow(
    new ArgumentError('madeCorpus: there is no option "seed"; the only one is random.'),
  );
});
