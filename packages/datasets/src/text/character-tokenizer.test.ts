import { ArgumentError } from '@thaw/backend';
import { expect, test } from 'vitest';

import { characterTokenizer } from './character-tokenizer.ts';

test('ids count the characters in the order in which they first appear', () => {
  const { vocabulary, vocabularySize, encode } = characterTokenizer('banana_split');
  expect(vocabulary.join('')).toBe('ban_split');
  expect(vocabularySize).toBe(9);
  expect(encode('a_lab')).toEqual(Int32Array.of(1, 3, 6, 1, 0));
});

test('decoding gives back what was encoded, characters beyond 16 bits as one', () => {
  const text = 'naïve 🦊 fox';
  const { encode, decode, vocabularySize } = characterTokenizer(text);
  expect(decode(encode(text))).toBe(text);
  expect(encode('🦊')).toHaveLength(1);
  expect(vocabularySize).toBe(10);
  expect(decode([])).toBe('');
});

test('each character has its place in the text, an emoji being two units long', () => {
  const { encodeWithOffsets, idOf, tokenOf } = characterTokenizer('a🦊b');
  const { ids, offsets, mask, typeIds, specialMask } = encodeWithOffsets('b🦊a');
  expect(ids).toEqual(Int32Array.of(2, 1, 0));
  expect(offsets).toEqual(Int32Array.of(0, 1, 1, 3, 3, 4));
  expect([mask, typeIds, specialMask].map((row) => row.join(''))).toEqual(['111', '000', '000']);
  expect([idOf('🦊'), idOf('x'), tokenOf(1)]).toEqual([1, undefined, '🦊']);
});

test.each<[() => unknown, string]>([
  [
    () => characterTokenizer(''),
    "characterTokenizer: expected text with at least one character, got the string ''.",
  ],
  [
    () => characterTokenizer(7 as never),
    'characterTokenizer: expected text with at least one character, got 7.',
  ],
  [
    () => characterTokenizer('0123+=').encode('12-3'),
    "characterTokenizer: the character '-' at place 2 is not in the vocabulary of 6 characters.",
  ],
  [
    () => characterTokenizer('🦊ab').encode('a🦊é'),
    "characterTokenizer: the character 'é' at place 2 is not in the vocabulary of 3 characters.",
  ],
  [
    () => characterTokenizer('abc').decode([0, 3]),
    'characterTokenizer: the id 3 at place 1 is not in the vocabulary; ids go from 0 to 2.',
  ],
  [() => characterTokenizer('abc').encode(3 as never), 'characterTokenizer: expected a text, got 3.'],
  [
    () => characterTokenizer('abc').tokenOf(3),
    'characterTokenizer: the id 3 is not in the vocabulary; ids go from 0 to 2.',
  ],
])('bad input %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});
