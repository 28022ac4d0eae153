import { ArgumentError } from '@thaw/backend';
import { expect, test } from 'vitest';

import { TokenizerFileError } from './token-file-error.ts';
import { Vocabulary } from './vocabulary.ts';
import { splitWords, trainWordTokenizer, wordTokenizer } from './word-tokenizer.ts';

test('what comes most often comes first, of equal ones what came first', () => {
  const words = 'b a c a c d a'.split(' ');
  expect(Vocabulary.count(words).tokens).toEqual(['a', 'c', 'b', 'd']);
  expect(Vocabulary.count(words, { minimumCount: 2 }).tokens).toEqual(['a', 'c']);
  const options = { specialTokens: ['[PAD]'], unknown: 'd', maximumSize: 3 };
  expect(Vocabulary.count(words, options).tokens).toEqual(['[PAD]', 'd', 'a']);
});

test('a token that is not there has no id, or that of the unknown one', () => {
  const vocabulary = new Vocabulary(['x', 'y'], { unknown: '?', specialTokens: ['y'] });
  expect(vocabulary.tokens).toEqual(['?', 'x', 'y']);
  expect([vocabulary.size, vocabulary.idOf('z'), vocabulary.known('z'), vocabulary.known('y')]).toEqual([
    3,
    undefined,
    0,
    2,
  ]);
  expect([0, 1, 2].map((id) => vocabulary.isSpecial(id))).toEqual([true, false, true]);
  expect(new Vocabulary(['x']).known('z')).toBe(undefined);
});

test('a vocabulary is the same after being written, as JSON and as lines', () => {
  const vocabulary = new Vocabulary(['[PAD]', 'é', '##s', ' a'], {
    specialTokens: ['[PAD]'],
    unknown: '[UNK]',
  });
  const { tokens, ...options } = vocabulary.toJSON();
  expect(Vocabulary.fromJson(JSON.stringify(vocabulary)).toJSON()).toEqual(vocabulary.toJSON());
  expect(Vocabulary.fromText(vocabulary.toText(), options).toJSON()).toEqual(vocabulary.toJSON());
  expect(vocabulary.toText()).toBe('[UNK]\n[PAD]\né\n##s\n a\n');
  expect(Vocabulary.fromText('a\r\nb').tokens).toEqual(['a', 'b']);
  expect(tokens).toHaveLength(5);
});

test('words are letters with what follows an apostrophe, or signs', () => {
  expect(splitWords("Don't, naïve 3x!")).toEqual(["don't", ',', 'naïve', '3x', '!']);
  expect(splitWords('A-b', { pattern: /[^-]/u, lowerCase: false })).toEqual(['A', 'b']);
});

test('a word tokenizer says where words stand, and decodes with blanks', () => {
  const tokenizer = trainWordTokenizer(['the cat sat', 'the dog'], { unknown: '[UNK]', minimumCount: 2 });
  const { ids, offsets } = tokenizer.encodeWithOffsets(' The fox');
  expect([tokenizer.vocabularySize, ids.join(), offsets.join()]).toEqual([2, '1,0', '1,4,5,8']);
  expect(tokenizer.decode(ids)).toBe('the [UNK]');
});

test('with a pattern that leaves nothing out decoding is exact', () => {
  const text = '  To be, or  not\n to be ';
  const { encode, decode } = trainWordTokenizer(text, { pattern: /\s+|\S+/gu, joiner: '', lowerCase: false });
  expect(decode(encode(text))).toBe(text);
});

test.each<[() => unknown, string]>([
  [() => new Vocabulary([]), 'Vocabulary: there must be at least one token.'],
  [() => new Vocabulary('ab' as never), "Vocabulary: tokens are an array of texts, got the string 'ab'."],
  [() => new Vocabulary(['a', 'b', 'a']), "Vocabulary: the token 'a' is there twice, as id 0 and as id 2."],
  [
    () => new Vocabulary(['a', '']),
    "Vocabulary: a token is a text of at least one character, got the string ''.",
  ],
  [
    () => Vocabulary.count(['a'], { minimumCount: 0 }),
    'Vocabulary.count: minimumCount must be a whole number from 1 on, got 0.',
  ],
  [
    () => Vocabulary.count(['a'], { specialTokens: ['x', 'y'], maximumSize: 1 }),
    'Vocabulary.count: maximumSize must be a whole number from 2 on, got 1.',
  ],
  [
    () => new Vocabulary(['a\n']).toText(),
    'Vocabulary.toText: the token "a\\n" has a line break; keep it as JSON instead.',
  ],
  [
    () => new Vocabulary(['a']).tokenOf(1),
    'Vocabulary: the id 1 is not in the vocabulary; ids go from 0 to 0.',
  ],
  [
    () => wordTokenizer(new Vocabulary(['a'])).encode('a bee'),
    "wordTokenizer: the word 'bee' at place 2 is not in the vocabulary of 1 tokens, which has no unknown token; give it one, such as unknown: '[UNK]'.",
  ],
  [
    () => splitWords('a', { pattern: 'a' as never }),
    "splitWords: pattern is a regular expression, got the string 'a'; write pattern: /\\S+/gu.",
  ],
])('bad input %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});

test.each<[() => unknown, string]>([
  [() => Vocabulary.fromText('a\n\nb'), 'Vocabulary.fromText: line 2 is empty.'],
  [() => Vocabulary.fromText(''), 'Vocabulary.fromText: the file is empty.'],
  [
    () => Vocabulary.fromText('a\nb\na\n'),
    "Vocabulary.fromText: line 3 has the token 'a', which line 1 has.",
  ],
  [() => Vocabulary.fromJson('{'), 'Vocabulary.fromJson: the file is no JSON.'],
  [() => Vocabulary.fromJson('[]'), 'Vocabulary.fromJson: expected an object, got an array of 0.'],
  [
    () => Vocabulary.fromJson('{"tokens":["a",2]}'),
    'Vocabulary.fromJson: "tokens" has 2 at place 1; expected texts of their own.',
  ],
  [
    () => Vocabulary.fromJson('{"tokens":["a"],"unknown":"b"}'),
    'Vocabulary.fromJson: the special token \'b\' is not among "tokens".',
  ],
])('bad file %#', (act, message) => {
  expect(act).toThrow(new TokenizerFileError(message));
});
