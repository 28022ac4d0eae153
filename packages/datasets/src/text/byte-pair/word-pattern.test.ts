import { ArgumentError, Random } from '@thaw/backend';
import { expect, test } from 'vitest';

import { type WordPattern, wordEndOf } from './word-pattern.ts';

function cut(text: string, pattern: WordPattern): string[] {
  const wordEnd = wordEndOf('cut', pattern);
  const words: string[] = [];
  for (let start = 0; start < text.length;) {
    const end = wordEnd(text, start);
    words.push(text.slice(start, end));
    start = end;
  }
  return words;
}

/** The pattern as it is written, with Unicode's white space. */
const published =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

test('GPT-2 cuts before a blank and after a contraction, and leaves the last of several blanks to the word', () => {
  expect(cut("We'll see  you're 10km  off!\n\n ok ", 'gpt2')).toEqual(
    ['We', "'ll", ' see', ' ', ' you', "'re", ' 10', 'km', ' ', ' off', '!', '\n\n', ' ok', ' '], //
  );
  expect(cut("I'LL 'tis !'s", 'gpt2')).toEqual(['I', "'", 'LL', " '", 'tis', " !'", 's']);
});

test('on 5,000 texts the scanner cuts where the regular expression does', () => {
  const alphabet = [
    ..."  \n\t\r'''stmdrevlSLx0½.!-é\u0301Ж中\u00a0\u0085\ufeff\u2028",
    '😀',
    '𝒜',
    '𝟙',
    '\ud83d',
    '\udc4d',
  ];
  const draws = new Random(5).integers(5000 * 12, 2 ** 20);
  const different: string[] = [];
  for (let row = 0; row < 5000; row++) {
    const picked = Array.from(draws.subarray(12 * row, 12 * row + 1 + (row % 12)));
    const text = picked.map((draw) => alphabet[draw % alphabet.length]).join('');
    if (cut(text, 'gpt2').join('|') !== text.match(published)!.join('|')) different.push(text);
  }
  expect(different).toEqual([]);
});

test('what lies between the matches of a pattern is a word too, an empty match takes one character', () => {
  expect(cut('ab-12, cd', /[a-z]+|\d+/u)).toEqual(['ab', '-', '12', ', ', 'cd']);
  expect(cut('--', /[a-z]+/gu)).toEqual(['--']);
  expect(cut('😀aab', new RegExp('a*', 'v'))).toEqual(['😀', 'aa', 'b']);
  expect(cut('all of it', /[^]+/uy)).toEqual(['all of it']);
});

test.each<[unknown, string]>([
  ['gpt4', "cut: pattern is 'gpt2' or a regular expression, got the string 'gpt4'."],
  [/a/g, 'cut: pattern needs the flag u, or it could part a character; write /a/gu.'],
])('%s is no pattern', (pattern, message) => {
  expect(() => wordEndOf('cut', pattern as WordPattern)).toThrow(new ArgumentError(message));
});
