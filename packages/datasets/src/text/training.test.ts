import { ArgumentError, Random } from '@thaw/backend';
import { expect, test } from 'vitest';

import { mergePieces } from './merge-pieces.ts';
import { trainUnigram } from './train-unigram.ts';
import { trainWordPiece } from './train-word-piece.ts';

type Spelled = readonly (readonly [pieces: readonly string[], count: number])[];

/** The log likelihood of words under independent pieces. */
function logLikelihood(words: Spelled): number {
  const counts = new Map<string, number>();
  for (const [pieces, count] of words)
    for (const piece of pieces) counts.set(piece, (counts.get(piece) ?? 0) + count);
  const total = [...counts.values()].reduce((a, b) => a + b, 0);
  return [...counts.values()].reduce((sum, count) => sum + count * Math.log(count / total), 0);
}

/** The words with two neighbours joined. */
function joinAll(words: Spelled, first: string, second: string): Spelled {
  return words.map(([pieces, count]) => {
    const joined: string[] = [];
    for (let i = 0; i < pieces.length; i++) {
      const isPair = pieces[i] === first && pieces[i + 1] === second;
      joined.push(isPair ? first + second.slice(2) : pieces[i]!);
      if (isPair) i++;
    }
    return [joined, count] as const;
  });
}

test('a piece is made of the two that raise the likelihood most, tried one by one', () => {
  for (let seed = 0; seed < 12; seed++) {
    const random = new Random(seed);
    let words: Spelled = Array.from({ length: 8 }, () => {
      const letters = Array.from(random.integers(4, 3), (step, i) => 'abcdefghi'[(i * 3 + step) % 9]!);
      return [
        letters.map((letter, i) => (i === 0 ? letter : `##${letter}`)),
        2 + random.integers(1, 9)[0]!,
      ] as const;
    });
    const options = { room: 6, minimumCount: 2, prefix: '##', taken: new Set<string>() };
    for (const made of mergePieces(words, options)) {
      const pairs = words.flatMap(([pieces]) =>
        pieces.slice(1).map((piece, i) => [pieces[i]!, piece] as const),
      );
      const tried = pairs
        .map(([first, second]) => joinAll(words, first, second))
        .map((next) => [next, logLikelihood(next)] as const);
      const best = Math.max(...tried.map(([, score]) => score));
      const chosen = pairs.findIndex(
        ([first, second], i) => first + second.slice(2) === made && tried[i]![1] > best - 1e-9,
      );
      expect(chosen).toBeGreaterThanOrEqual(0);
      expect(best).toBeGreaterThan(logLikelihood(words));
      words = tried[chosen]![0];
    }
  }
});

test('word pieces of a small language are its words and endings', () => {
  const text = 'walk walks walked walking talk talks talked talking '.repeat(5);
  const { vocabulary, encode, decode } = trainWordPiece(text, { vocabularySize: 30 });
  expect(vocabulary.tokens.slice(0, 7)).toEqual(['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'w', '##a']);
  expect(['walk', 'talk', '##ed', '##ing'].filter((token) => vocabulary.idOf(token) === undefined)).toEqual(
    [],
  );
  expect(decode(encode('Talking, walks'))).toBe('talking[UNK] walks'.replace('[UNK]', ' [UNK]'));
});

test('ab is joined, and what comes but once is not', () => {
  const options = { vocabularySize: 99, specialTokens: ['[UNK]'] };
  expect(trainWordPiece('ab ab ab ac', options).vocabulary.tokens).toEqual([
    '[UNK]',
    'a',
    '##b',
    '##c',
    'ab',
  ]);
  const { vocabulary } = trainWordPiece('ab ab ab ac', { ...options, minimumCharacterCount: 2 });
  expect(vocabulary.tokens).toEqual(['[UNK]', 'a', '##b', 'ab']);
});

test('unigram pieces of a language of four syllables are these syllables', () => {
  const random = new Random(3);
  const syllables = ['kato', 'mine', 'sulu', 'pore'];
  const words = Array.from({ length: 400 }, () => {
    const count = 1 + random.integers(1, 4)[0]!;
    return Array.from(random.integers(count, 4), (i) => syllables[i]).join('');
  });
  const letters = new Set(syllables.join('')).size;
  const { vocabulary, encode, tokenOf, decode } = trainUnigram(words, {
    vocabularySize: 4 + 1 + letters + 8,
  });
  expect(vocabulary.tokens.slice(0, 4)).toEqual(['<pad>', '<unk>', '<s>', '</s>']);
  expect(vocabulary.size).toBeLessThanOrEqual(4 + 1 + letters + 8);
  expect(
    [...syllables].filter(
      (piece) => vocabulary.idOf(piece) === undefined && vocabulary.idOf(`▁${piece}`) === undefined,
    ),
  ).toEqual([]);
  const ids = encode('katosulu mineporekato');
  expect(ids.length).toBeLessThanOrEqual(7);
  expect(Array.from(ids, tokenOf).join('')).toBe('▁katosulu▁mineporekato');
  expect(decode(ids)).toBe('katosulu mineporekato');
});

test('the same texts give the same pieces', () => {
  const text = 'peter piper picked a peck of pickled peppers '.repeat(3);
  const made = [1, 2].map(() => JSON.stringify(trainUnigram(text, { vocabularySize: 40 })));
  expect(made[0]).toBe(made[1]);
  const bytes = trainUnigram(text, { vocabularySize: 300, byteFallback: true });
  expect(bytes.decode(bytes.encode('größe 中'))).toBe('größe 中');
});

test.each<[() => unknown, string]>([
  [
    () => trainUnigram('abc', { vocabularySize: 7 }),
    'trainUnigram: vocabularySize is 7 and must be at least 8, for special tokens, bytes and every character; or leave rare characters out by minimumCharacterCount.',
  ],
  [
    () => trainWordPiece('abc', { vocabularySize: 7 }),
    'trainWordPiece: vocabularySize is 7 and must be at least 8, for special tokens and every character; or leave rare characters out by minimumCharacterCount.',
  ],
  [
    () => trainWordPiece(7 as never, { vocabularySize: 7 }),
    'trainWordPiece: expected a text, or texts, got 7.',
  ],
  [() => trainUnigram([7 as never], { vocabularySize: 7 }), 'trainUnigram: expected texts, got 7.'],
  [
    () => trainUnigram('a', {} as never),
    'trainUnigram: vocabularySize must be a whole number from 1 on, got undefined.',
  ],
])('bad input %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});
