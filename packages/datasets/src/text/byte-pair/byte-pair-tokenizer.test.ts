import { ArgumentError, Random } from '@thaw/backend';
import { expect, test } from 'vitest';

import { TokenizerFileError } from '../token-file-error.ts';
import { byteCharacters, bytesInOrder } from './byte-characters.ts';
import type { BytePairParts } from './byte-pair-parts.ts';
import { bytePairTokenizer } from './byte-pair-tokenizer.ts';

const characters = byteCharacters();
const bytes = bytesInOrder().map((byte) => characters[byte]!);
const parts: BytePairParts = {
  vocabulary: [...bytes, 'Ġt', 'he', 'Ġthe', '<end>', '<pad>'],
  merges: ['Ġ t', 'h e', 'Ġt he'],
  specialTokens: ['<end>', '<pad>'],
  padding: '<pad>',
};
const tokenizer = bytePairTokenizer(parts);
const [t, h, e] = [...'the'].map((letter) => bytes.indexOf(letter));

test('bytes are the first ids, merges make them fewer', () => {
  expect([...tokenizer.encode('the the')]).toEqual([t, 257, 258]);
  expect([...tokenizer.encode(' t')]).toEqual([256]);
  expect([...tokenizer.encode('')]).toEqual([]);
  const [C3, A9] = [0xc3, 0xa9].map((byte) => bytes.indexOf(characters[byte]!));
  expect([...tokenizer.encode('é')]).toEqual([C3, A9]);
  expect(tokenizer.vocabularySize).toBe(261);
  expect(tokenizer.padId).toBe(260);
  expect([tokenizer.idOf('Ġthe'), tokenizer.idOf('<end>'), tokenizer.idOf('cat')]).toEqual([
    258,
    259,
    undefined,
  ]);
  expect([tokenizer.tokenOf(258), tokenizer.tokenOf(220)]).toEqual(['Ġthe', 'Ġ']);
});

test('a special token in a text is text, unless it is allowed', () => {
  expect(tokenizer.encode('he<end>')).toHaveLength(6);
  const ids = tokenizer.encode('he<end> the<end>', { allowSpecialTokens: true });
  expect([...ids]).toEqual([257, 259, 258, 259]);
  expect(tokenizer.decode(ids)).toBe('he the');
  expect(tokenizer.decode(ids, { skipSpecialTokens: false })).toBe('he<end> the<end>');
  expect(tokenizer.decode(tokenizer.encode('he<end>'))).toBe('he<end>');
  const longest = bytePairTokenizer({
    vocabulary: [...bytes, '<a', '<a>'],
    merges: [],
    specialTokens: ['<a', '<a>'],
  });
  expect([...longest.encode('<a><a', { allowSpecialTokens: true })]).toEqual([257, 256]);
});

test('offsets are those of the characters that a token is of, in part or whole', () => {
  const { ids, offsets, mask, typeIds, specialMask } = tokenizer.encodeWithOffsets(' the é🦊<end>h', {
    allowSpecialTokens: true,
  });
  expect([...ids.slice(0, 1), ...ids.slice(-2)]).toEqual([258, 259, h]);
  expect(offsets.join(' ')).toBe('0 4 4 5 5 6 5 6 6 8 6 8 6 8 6 8 8 13 13 14');
  expect([mask.every((one) => one === 1), [...typeIds, ...specialMask].every((one) => one === 0)]).toEqual([
    true,
    true,
  ]);
  const pair = tokenizer.encodeWithOffsets('he', { pair: 'the' });
  expect([...pair.ids]).toEqual([257, t, 257]);
  expect([...pair.ids]).toEqual([...tokenizer.encode('he', { pair: 'the' })]);
  expect([[...pair.offsets], [...pair.typeIds]]).toEqual([[0, 2, 0, 1, 1, 3], [0, 1, 1]]); // prettier-ignore
});

test('text → ids → text is the identity on 10,000 random texts; lone surrogates become U+FFFD', () => {
  const units = new Random(7).integers(10_000 * 8, 65_536);
  const lone = '\ufffd';
  const lost: string[] = [];
  let replaced = 0;
  for (let row = 0; row < 10_000; row++) {
    // half of the texts are of any UTF-16 units; in the other half surrogates stand in pairs
    let text = String.fromCharCode(...units.subarray(8 * row, 8 * row + 1 + (row % 8)));
    if (row % 2 === 0)
      text = [...text]
        .map((one, i) => (i % 3 > 0 ? one : String.fromCodePoint(0x10000 + one.charCodeAt(0) * 16)))
        .join('');
    const wellFormed = Buffer.from(text).toString();
    if (wellFormed !== text) replaced++;
    const { ids, offsets } = tokenizer.encodeWithOffsets(text);
    if (tokenizer.decode(ids) !== wellFormed || offsets[0] !== 0 || offsets.at(-1) !== text.length)
      lost.push(text);
  }
  expect(lost).toEqual([]);
  expect(replaced).toBeGreaterThan(100);
  expect(tokenizer.decode(tokenizer.encode('a\ud83db\udc4d'))).toBe(`a${lone}b${lone}`);
  expect(tokenizer.decode(tokenizer.encode('\ufeffa'))).toBe('\ufeffa');
});

test('the ids of a character come out as its bytes when they come one by one', () => {
  const ids = tokenizer.encode('é');
  expect([tokenizer.decodeBytes([ids[0]!]), tokenizer.decodeBytes(ids)]).toEqual([
    Uint8Array.of(0xc3),
    Uint8Array.of(0xc3, 0xa9),
  ]);
  expect(tokenizer.decode([ids[0]!])).toBe('\ufffd');
});

test('more words than are kept, and words longer than that, have the ids that they had', () => {
  const letters = (i: number): string => {
    return [17_576, 676, 26, 1]
      .map((place) => String.fromCharCode(97 + (Math.floor(i / place) % 26)))
      .join('');
  };
  const words = Array.from({ length: 40_000 }, (_, i) => ` the${letters(i)}`);
  const text = words.join('') + ' the'.repeat(3) + 'x'.repeat(100);
  const ids = tokenizer.encode(text);
  const withHe = words.filter((word) => word.slice(4).includes('he')).length; // one token for two letters
  expect(ids).toHaveLength(40_000 * 5 - withHe + 3 + 100);
  expect(tokenizer.encode(text).join() === ids.join()).toBe(true);
  expect(tokenizer.decode(ids) === text).toBe(true);
});

test.each<[() => unknown, string]>([
  [() => tokenizer.encode(7 as never), 'bytePairTokenizer: expected a text, got 7.'],
  [
    () => tokenizer.encode('a', { allowed: true } as never),
    'bytePairTokenizer: there is no option "allowed"; the options are pair, addSpecialTokens, allowSpecialTokens.',
  ],
  [
    () => tokenizer.decode([e!, 261]),
    'bytePairTokenizer: the id 261 at place 1 is not in the vocabulary; ids go from 0 to 260.',
  ],
  [
    () => tokenizer.decode([0.5]),
    'bytePairTokenizer: the id 0.5 at place 0 is not in the vocabulary; ids go from 0 to 260.',
  ],
  [
    () => tokenizer.tokenOf(-1),
    'bytePairTokenizer: the id -1 is not in the vocabulary; ids go from 0 to 260.',
  ],
  [
    () => bytePairTokenizer(bytes as never),
    'bytePairTokenizer: options are an object, got an array of 256; write { vocabulary: … }, the options being vocabulary, merges, specialTokens, pattern, padding.',
  ],
  [
    () => bytePairTokenizer({ vocabulary: bytes, merges: [['h', 'e']] as never }),
    'bytePairTokenizer: merges is an array of texts, got an array of 1.',
  ],
  [
    () => bytePairTokenizer({ ...parts, padding: 'the' }),
    "bytePairTokenizer: padding is one of the special tokens, got the string 'the'.",
  ],
])('bad input %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});

test.each<[Partial<BytePairParts>, string]>([
  [{ vocabulary: [...bytes, 'a'], merges: [] }, "the token 'a' stands twice, as 64 and 256."],
  [
    { vocabulary: bytes.slice(1), merges: [] },
    "the vocabulary has no token '!', which stands for the byte 33.",
  ],
  [{ specialTokens: ['<x>'] }, "the special token '<x>' is not in the vocabulary."],
  [{ merges: ['Ġ x'] }, "merge 0, 'Ġ x', needs the token 'Ġx', which the vocabulary has not."],
  [{ merges: ['h e', 'h e'] }, "merge 1, 'h e', stands twice: merge 0 is the same."],
  [{ merges: ['the'] }, "merge 0, 'the', is not two tokens with a blank between them."],
  [
    { vocabulary: [...bytes, '<中>'], merges: [] },
    "the character '中' of the token '<中>' (id 256) stands for no byte; a token that is no text belongs into specialTokens.",
  ],
])('parts that do not fit %#', (wrong, message) => {
  const { vocabulary, merges } = { ...parts, ...wrong };
  const { specialTokens = wrong.vocabulary ? [] : parts.specialTokens! } = wrong;
  expect(() => bytePairTokenizer({ vocabulary, merges, specialTokens })).toThrow(
    new TokenizerFileError(`bytePairTokenizer: ${message}`),
  );
});
