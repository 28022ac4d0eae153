import { ArgumentError, Random } from '@thaw/backend';
import { expect, test } from 'vitest';

import { TokenizerFileError } from '../token-file-error.ts';
import { byteCharacters, bytesInOrder } from './byte-characters.ts';
import { trainBytePair, type TrainBytePairOptions } from './train-byte-pair.ts';
import { wordEndOf } from './word-pattern.ts';

const characters = byteCharacters();
const idOfByte = new Map(bytesInOrder().map((byte, id) => [byte, id]));

/** The algorithm as the paper has it: all pairs are counted anew for each merge. */
function byDefinition(texts: readonly string[], merges: number, minimumCount: number): string[] {
  const names = bytesInOrder().map((byte) => characters[byte]!);
  const wordEnd = wordEndOf('byDefinition', 'gpt2');
  let words: number[][] = texts.flatMap((text) => {
    const found: number[][] = [];
    for (let start = 0; start < text.length;) {
      const end = wordEnd(text, start);
      found.push(Array.from(new TextEncoder().encode(text.slice(start, end)), (byte) => idOfByte.get(byte)!));
      start = end;
    }
    return found;
  });
  const learned: string[] = [];
  while (learned.length < merges) {
    const counts = new Map<string, number>();
    for (const word of words) {
      for (let i = 0; i + 1 < word.length; i++) {
        const pair = `${word[i]} ${word[i + 1]}`;
        counts.set(pair, (counts.get(pair) ?? 0) + 1);
      }
    }
    const ranked = [...counts].map(
      ([pair, count]) => [...pair.split(' ').map(Number), count] as [number, number, number],
    );
    ranked.sort(([a, b, m], [c, d, n]) => n - m || a - c || b - d);
    const best = ranked[0];
    if (best === undefined || best[2] < minimumCount) break;
    const [left, right] = best;
    const name = names[left]! + names[right]!;
    const id = names.includes(name) ? names.indexOf(name) : names.push(name) - 1;
    learned.push(`${names[left]} ${names[right]}`);
    words = words.map((word) => {
      const merged: number[] = [];
      for (let i = 0; i < word.length; i++) {
        const isPair = word[i] === left && word[i + 1] === right;
        merged.push(isPair ? id : word[i]!);
        if (isPair) i++;
      }
      return merged;
    });
  }
  return learned;
}

test('the pair that comes most often becomes a token: low, lower, newest, widest', () => {
  // Sennrich et al. 2016, figure 1: 5 low, 2 lower, 6 newest, 3 widest; their marks of the ends of words are not ours.
  const text = [
    ...Array(5).fill('low'),
    'lower',
    'lower',
    ...Array(6).fill('newest'),
    ...Array(3).fill('widest'),
  ];
  const { merges, vocabulary } = trainBytePair(text, { merges: 4 });
  expect(merges).toEqual(['e s', 'es t', 'l o', 'lo w']);
  expect(vocabulary.slice(256)).toEqual(['es', 'est', 'lo', 'low']);
});

test('of pairs that come equally often the lower comes first: left id, then right id', () => {
  expect(trainBytePair(['zb', 'za', 'ab', 'zb', 'za', 'ab'], { merges: 9 }).merges).toEqual([
    'a b',
    'z a',
    'z b',
  ]);
});

test('merges are those of counting all anew each time, on 60 texts at random', () => {
  const random = new Random(3);
  for (let row = 0; row < 60; row++) {
    const letters = row % 3 === 0 ? 'ab' : 'abcé ';
    const texts = Array.from({ length: 1 + (row % 5) }, () =>
      Array.from(random.integers(60, letters.length), (draw) => letters[draw]).join(''),
    );
    const minimumCount = 1 + (row % 3);
    const { merges } = trainBytePair(texts, { merges: 40, minimumCount });
    expect(merges).toEqual(byDefinition(texts, 40, minimumCount));
  }
});

test('it ends at the size asked for, or where no pair comes often enough', () => {
  const text = 'the cat sat on the mat, the hat on the cat';
  const { vocabularySize, merges } = trainBytePair(text, { vocabularySize: 262, specialTokens: ['<end>'] });
  expect([vocabularySize, merges.length]).toEqual([262, 5]);
  expect(trainBytePair(text, { merges: 0 }).vocabularySize).toBe(256);
  expect(trainBytePair('abc', { merges: 9 }).merges).toEqual([]);
  expect(trainBytePair('abc', { merges: 9, minimumCount: 1 }).merges).toEqual(['a b', 'ab c']);
  expect(trainBytePair([], { merges: 9 }).vocabularySize).toBe(256);
});

test('a special token parts the text and is not learned', () => {
  const tokenizer = trainBytePair('ab<s>ab<s>ab', { merges: 9, specialTokens: ['<s>'], padding: '<s>' });
  expect(tokenizer.merges).toEqual(['a b']);
  expect([tokenizer.idOf('<s>'), tokenizer.padId]).toEqual([257, 257]);
});

test('the pattern says which bytes may meet', () => {
  expect(trainBytePair('a-a-a-a', { merges: 2 }).merges).toEqual([]);
  expect(trainBytePair('a-a-a-a', { merges: 2, pattern: /[^]+/u }).merges).toEqual(['- a', '-a -a']);
});

test.each<[unknown, unknown, string]>([
  ['a', {}, 'give vocabularySize or merges, got neither.'],
  ['a', { merges: 1, vocabularySize: 300 }, 'give vocabularySize or merges, got both.'],
  [
    'a',
    { vocabularySize: 256, specialTokens: ['<s>'] },
    'vocabularySize must be a whole number from 257 on, got 256.',
  ],
  ['a', { merges: -1 }, 'merges must be a whole number from 0 on, got -1.'],
  ['a', { merges: 1, minimumCount: 0 }, 'minimumCount must be a whole number from 1 on, got 0.'],
  ['a', { merges: 1, specialTokens: '<s>' }, "specialTokens is an array of texts, got the string '<s>'."],
  [7, { merges: 1 }, 'expected a text or several, got 7.'],
  [['a', null], { merges: 1 }, 'text 1 is no text, got null.'],
  [
    'a',
    { size: 300 },
    'there is no option "size"; the options are vocabularySize, merges, minimumCount, pattern, specialTokens, padding.',
  ],
])('bad input %#', (texts, options, message) => {
  expect(() => trainBytePair(texts as string, options as TrainBytePairOptions)).toThrow(
    new ArgumentError(`trainBytePair: ${message}`),
  );
});

test('a special token that is written like another token is refused', () => {
  expect(() => trainBytePair('a', { merges: 1, specialTokens: ['a'] })).toThrow(
    new TokenizerFileError("trainBytePair: the token 'a' stands twice, as 64 and 256."),
  );
});
