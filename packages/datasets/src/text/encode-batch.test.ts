import { ArgumentError, Random } from '@thaw/backend';
import { expect, test } from 'vitest';

import { characterTokenizer } from './character-tokenizer.ts';
import { encodeBatch, type EncodeBatchOptions } from './encode-batch.ts';
import { keptLengths } from './truncate.ts';
import { Vocabulary } from './vocabulary.ts';
import { wordPiece } from './word-piece.ts';

const tokenizer = wordPiece(new Vocabulary('[PAD] [UNK] [CLS] [SEP] a b c d e f g h'.split(' ')));
const letters = characterTokenizer('abcdefgh');

/** The rows as tokens. */
const rows = (texts: Parameters<typeof encodeBatch>[1], options?: EncodeBatchOptions): string[] => {
  const { data, shape } = encodeBatch(tokenizer, texts, options).input;
  return Array.from({ length: shape[0]! }, (_, row) =>
    Array.from(data.subarray(row * shape[1]!, (row + 1) * shape[1]!), (id) => tokenizer.tokenOf(id))
      .join(' ')
      .replaceAll(/\[(\w)\w+\]/gu, '$1'),
  );
};

test('shorter rows are filled up, to the longest, to a length, to a multiple, at either side', () => {
  expect(rows(['a b', 'c'])).toEqual(['C a b S', 'C c S P']);
  expect(rows(['a', 'b c'], { padTo: 5 })).toEqual(['C a S P P', 'C b c S P']);
  expect(rows(['a b c'], { multipleOf: 4, padSide: 'begin' })).toEqual(['P P P C a b c S']);
  expect(rows(['a'], { addSpecialTokens: false })).toEqual(['a']);
});

test('every column has the shape of its rows, and padding is told from tokens', () => {
  const columns = encodeBatch(tokenizer, [['a', 'b'], 'cc d']);
  expect(Object.entries(columns).map(([name, { shape }]) => `${name} ${shape.join('×')}`)).toEqual([
    'input 2×5',
    'attentionMask 2×5',
    'typeIds 2×5',
    'specialMask 2×5',
    'offsets 2×5×2',
    'text 2',
  ]);
  expect(columns.attentionMask.data.join('')).toBe('1111111110');
  expect(columns.typeIds.data.join('')).toBe('0001100000');
  expect(columns.specialMask.data.join('')).toBe('1010110011');
  expect(columns.offsets.data.join('')).toBe('0001000100' + '0002340000');
  expect(columns.text.data.join()).toBe('0,1');
});

test('too long a text is cut off, or goes on in further rows', () => {
  expect(rows(['a b c d e'], { maximumLength: 4 })).toEqual(['C a b S']);
  expect(rows(['a b c d e'], { maximumLength: 5, overlap: 1 })).toEqual(['C a b c S', 'C c d e S']);
  expect(rows(['a b c d'], { maximumLength: 5, overlap: 0 })).toEqual(['C a b c S', 'C d S P P']);
  const { text } = encodeBatch(tokenizer, ['a b c d', 'a'], { maximumLength: 4, overlap: 0 });
  expect(text.data.join()).toBe('0,0,1');
});

test('of a pair the longer, the first or the second is cut', () => {
  const pair = [['a b c d', 'e f']] as const;
  expect(rows(pair, { maximumLength: 8 })).toEqual(['C a b c S e f S']);
  expect(rows(pair, { maximumLength: 6 })).toEqual(['C a b S e S']);
  expect(rows(pair, { maximumLength: 8, truncate: 'second' })).toEqual(['C a b c d S e S']);
  expect(rows(pair, { maximumLength: 7, truncate: 'first', overlap: 1 })).toEqual([
    'C a b S e f S',
    'C b c S e f S',
    'C c d S e f S',
  ]);
});

test('the lengths kept are those of taking tokens away one at a time', () => {
  for (let first = 0; first < 9; first++) {
    for (let second = 0; second < 9; second++) {
      for (let room = 0; room < 18; room++) {
        let [a, b] = [first, second];
        while (a + b > room) [a, b] = a > b ? [a - 1, b] : [a, b - 1];
        expect(keptLengths(first, second, room, 'longest')).toEqual([a, b]);
      }
    }
  }
});

test('rows that go on have all of a text, whatever its length, the room and the overlap', () => {
  const random = new Random(3);
  for (let i = 0; i < 200; i++) {
    const [length, room, some] = random.integers(3, 30);
    const overlap = Math.min(some!, room!);
    const text = Array.from(random.integers(length! + 1, 8), (id) => letters.tokenOf(id)).join('');
    const { input, attentionMask } = encodeBatch(letters, [text], {
      maximumLength: room! + 1,
      overlap,
      padId: 0,
    });
    const width = input.shape[1]!;
    const parts = Array.from({ length: input.shape[0]! }, (_, row) => {
      const ids = input.data.subarray(row * width, (row + 1) * width);
      const kept = ids.filter((_id, place) => attentionMask.data[row * width + place] === 1);
      return letters.decode(row === 0 ? kept : kept.subarray(overlap));
    });
    expect(parts.join('')).toBe(text);
  }
});

test.each<[() => unknown, string]>([
  [() => encodeBatch(letters, []), 'encodeBatch: expected an array of at least one text, got an array of 0.'],
  [
    () => encodeBatch(letters, ['a', ['a', 'b', 'c'] as never]),
    'encodeBatch: text 1 is an array of 3; expected a text, or two as [first, second].',
  ],
  [
    () => encodeBatch(letters, ['a', 'bc']),
    'encodeBatch: rows must be filled up to 2 tokens and the tokenizer has no padding token; give padId.',
  ],
  [
    () => encodeBatch(letters, ['abc'], { padTo: 2 }),
    'encodeBatch: padTo is 2 and a row has 3 tokens; give maximumLength: 2 to cut it off.',
  ],
  [
    () => encodeBatch(tokenizer, ['a b c'], { maximumLength: 4, overlap: 2 }),
    'encodeBatch: text 0 has room for 2 tokens a row, which must be more than the overlap of 2; raise maximumLength.',
  ],
  [
    () => encodeBatch(tokenizer, [['a b c', 'd']], { maximumLength: 5, truncate: 'second' }),
    "encodeBatch: text 0 leaves no token of its second part within 5 tokens; cut off the longer, truncate: 'longest', or raise maximumLength.",
  ],
  [
    () => encodeBatch(tokenizer, [['a b c', 'd']], { maximumLength: 6, overlap: 0 }),
    "encodeBatch: text 0 is a pair; to carry on what is cut off, say of which text: truncate: 'first' or 'second'.",
  ],
  [
    () => encodeBatch(tokenizer, ['a'], { overlap: 1 }),
    'encodeBatch: overlap says how a text that is too long goes on; give maximumLength too.',
  ],
  [
    () => encodeBatch(tokenizer, ['a'], { padSide: 'left' as never }),
    "encodeBatch: padSide is one of begin, end, got the string 'left'.",
  ],
])('bad input %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});
