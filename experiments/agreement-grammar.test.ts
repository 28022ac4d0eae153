import { Random } from '@thaw/core';
import { expect, test } from 'vitest';

import { drawSentence, entropyRate, isSentence } from './agreement-grammar.ts';

const random = new Random(3);
const sentences = Array.from({ length: 20_000 }, () => drawSentence(random));

test('what is drawn is of the language', () => {
  expect(sentences.filter((sentence) => !isSentence(sentence.trim()))).toEqual([]);
});

test.each([
  ['the dog sleeps.', true],
  ['the old dogs sleep.', true],
  ['the old dogs that the cat sees sleep.', true],
  ['the old dogs that the cat sees sleeps.', false],
  ['the dog that the cats sees sleeps.', false],
  ['the dog sleep.', false],
  ['the dogs sleeps.', false],
  ['the dog sleeps', false],
  ['the dig sleeps.', false],
  ['the dog sees.', false],
])('"%s" is of the language: %s', (sentence, expected) => {
  expect(isSentence(sentence)).toBe(expected);
});

test('the entropy rate is that of so many sentences, evenly drawn within their kind, over their mean length', () => {
  const clause = sentences.filter((sentence) => sentence.includes('that'));
  const plain = new Set(sentences.filter((sentence) => !sentence.includes('that')));
  expect(plain.size).toBe(2 * 8 * 6 * (1 + 4)); // all of them came up
  expect(Math.abs(clause.length / sentences.length - 1 / 3)).toBeLessThan(0.0134); // four deviations
  // Shares of the kinds, and how many sentences are of each: with an adjective or not, with a clause or not.
  const kinds = [1, 4].flatMap((adjectives) => [
    { share: 1 / 3, count: 96 * adjectives },
    { share: 1 / 6, count: 96 * adjectives * 64 },
  ]);
  const entropy = kinds.reduce((sum, { share, count }) => sum + share * Math.log2(count / share), 0);
  const meanLength = sentences.join('').length / sentences.length;
  expect(Math.abs(entropyRate() / (entropy / meanLength) - 1)).toBeLessThan(0.01);
});
