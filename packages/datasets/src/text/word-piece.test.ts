import { ArgumentError, Random } from '@thaw/backend';
import { expect, test } from 'vitest';

import { compareTokenizers } from './compare-tokenizers.ts';
import { hardTexts } from './hard-texts.ts';
import { tokenizerFromJson } from './tokenizer-json.ts';
import { Vocabulary } from './vocabulary.ts';
import { wordPiece, type WordPieceOptions } from './word-piece.ts';
import { wordPieceJson } from './word-piece-json.ts';

const tokens = "[PAD] [UNK] [CLS] [SEP] [MASK] un ##aff ##able he is was , cafe οδος a ##a 中 ! ' don t";
const vocabulary = new Vocabulary(tokens.split(' '));
const texts = hardTexts(1500, { random: new Random(5) });

/** Small letters of many scripts, most of them also within words, and a few words: some are known, some are not. */
function hardVocabulary(): Vocabulary {
  const folded = texts.join('').toLowerCase().normalize('NFD') + texts.join('');
  const characters = [...new Set(folded)].filter((_, i) => i % 7 !== 0);
  const pieces = ['hello', 'un', 'aff', 'able', 'cafe', 'don', 'tok', 'en', '日本', 'при'];
  const all = [...characters, ...pieces].flatMap((piece) => [piece, `##${piece}`]);
  return new Vocabulary(['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', ...new Set(all)]);
}

const said = (text: string, options?: WordPieceOptions): string => {
  const tokenizer = wordPiece(vocabulary, options);
  return Array.from(tokenizer.encode(text, { addSpecialTokens: false }), tokenizer.tokenOf).join(' ');
};

test('a word is its longest pieces from the left, and unknown as a whole when one is missing', () => {
  expect(said('He is UNAFFABLE, unaffably')).toBe('he is un ##aff ##able , [UNK]');
  expect(said('aaaa')).toBe('a ##a ##a ##a');
  expect(said('aaaa', { maximumWordLength: 3 })).toBe('[UNK]');
  expect(said('')).toBe('');
});

test('words are cleaned: accents, controls, blanks, Chinese characters and signs', () => {
  expect(said('CAFÉ cafe\u0301 c\u200Baf\u0000e\u3000he')).toBe('cafe cafe cafe he');
  expect(said('ΟΔΟΣ')).toBe('οδος');
  expect(said("he中中is!don't")).toBe("he 中 中 is ! don ' t");
  expect(said('CAFÉ', { lowerCase: false })).toBe('[UNK]');
  expect(said('café', { lowerCase: false, stripAccents: true })).toBe('cafe');
  expect(said('中中', { spaceChinese: false })).toBe('[UNK]');
});

test('a special token that is written in a text is text, unless it is allowed', () => {
  expect(said('he [MASK] is')).toBe('he [UNK] [UNK] [UNK] is');
  const { encode } = wordPiece(vocabulary);
  expect(encode('he [MASK]is', { allowSpecialTokens: true }).join()).toBe('2,8,4,9,3');
  expect(encode('he', { pair: '[SEP]', allowSpecialTokens: true }).join()).toBe('2,8,3,3,3');
});

test('two texts stand between [CLS] and [SEP], and each token knows its place in its own text', () => {
  const tokenizer = wordPiece(vocabulary);
  const { ids, offsets, typeIds, specialMask, mask } = tokenizer.encodeWithOffsets('Unable CAFÉ', {
    pair: '  ΟΔΟΣ中',
  });
  expect(Array.from(ids, tokenizer.tokenOf).join(' ')).toBe('[CLS] un ##able cafe [SEP] οδος 中 [SEP]');
  expect(offsets.join(' ')).toBe('0 0 0 2 2 6 7 11 0 0 2 6 6 7 0 0');
  expect([typeIds, specialMask, mask].map((row) => row.join(''))).toEqual([
    '00000111',
    '10001001',
    '11111111',
  ]);
  expect(tokenizer.padId).toBe(0);
});

test('decoding joins pieces and takes away the blanks before signs', () => {
  const tokenizer = wordPiece(vocabulary);
  expect(tokenizer.decode(tokenizer.encode("He, unaffable, don't!"))).toBe("he, unaffable, don't!");
  expect(tokenizer.decode(tokenizer.encode('he is'), { skipSpecialTokens: false })).toBe('[CLS] he is [SEP]');
  expect(wordPiece(vocabulary, { cleanUp: false }).decode([8, 11, 9])).toBe('he , is');
  expect(tokenizer.decode([])).toBe('');
});

test.each<[number, WordPieceOptions]>([
  [1500, {}],
  [400, { lowerCase: false }],
  [400, { stripAccents: false, maximumWordLength: 12 }],
  [400, { spaceChinese: false, cleanText: false }],
])('ids and tokens are those of the Hugging Face library on %i hard texts: %o', async (count, options) => {
  const tried = texts.slice(0, count);
  const known = hardVocabulary();
  const ours = wordPiece(known, options);
  const theirs = await tokenizerFromJson(wordPieceJson(known, options));
  // The library looks at UTF-16 units and does not see that ideographs beyond U+FFFF are Chinese; BERT's own code does.
  const beyond = /[\u{20000}-\u{2FA1F}]/u;
  expect(
    compareTokenizers(
      ours,
      theirs,
      tried.filter((text) => !beyond.test(text)),
    ),
  ).toEqual([]);
  const spaced = tried
    .filter((text) => beyond.test(text))
    .map((text) => text.replace(new RegExp(beyond, 'gu'), ' $& '));
  expect(spaced.length).toBeGreaterThan(9);
  expect(compareTokenizers(ours, theirs, spaced)).toEqual([]);
});

test('tokens stand one after another, and one of plain letters stands for these letters', () => {
  const tokenizer = wordPiece(hardVocabulary());
  for (const text of texts.slice(0, 250)) {
    const { ids, offsets } = tokenizer.encodeWithOffsets(text, { addSpecialTokens: false });
    const places = Array.from(ids, (_, i) => [...offsets.subarray(2 * i, 2 * i + 2)] as [number, number]);
    expect(places.every(([begin, end], i) => begin < end && (i === 0 || begin >= places[i - 1]![0]))).toBe(
      true,
    );
    const wrong = Array.from(ids, (id) => tokenizer.tokenOf(id).replace(/^##(?=.)/u, '')).filter(
      (token, i) => {
        const stretch = text
          .slice(...places[i]!)
          .toLowerCase()
          .normalize('NFD');
        return /^[a-z]+$/u.test(token) && stretch.replace(/[^a-z]/gu, '') !== token;
      },
    );
    expect(wrong).toEqual([]);
  }
});

test.each<[() => unknown, string]>([
  [
    () => wordPiece(new Vocabulary(['a'])),
    "wordPiece: the vocabulary has no token '[UNK]' for words that no pieces make; name another by unknown.",
  ],
  [
    () => wordPiece(['[UNK]'] as never),
    'wordPiece: expected a Vocabulary, got an array of 1; write new Vocabulary(tokens).',
  ],
  [
    () => wordPiece(vocabulary, { lowercase: true } as never),
    'wordPiece: there is no option "lowercase"; the options are cleanText, spaceChinese, lowerCase, stripAccents, prefix, maximumWordLength, cleanUp, frame.',
  ],
  [
    () => wordPiece(vocabulary).decode([1], { skipSpecials: true } as never),
    'wordPiece: there is no option "skipSpecials"; the only one is skipSpecialTokens.',
  ],
  [() => wordPiece(vocabulary).encode(7 as never), 'wordPiece: expected a text, got 7.'],
  [
    () => wordPiece(vocabulary).decode([1, 99]),
    'wordPiece: the id 99 at place 1 is not in the vocabulary; ids go from 0 to 20.',
  ],
])('bad input %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});
