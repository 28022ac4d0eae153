import { ArgumentError, Random, seed } from '@thaw/backend';
import { expect, test } from 'vitest';

import { SkipGramBatches, type SkipGramBatchesOptions } from './index.ts';

const random = (): Random => new Random(1);

/** Every pair of an epoch as "center context", sorted. */
function pairsOf(sentences: number[][], options: SkipGramBatchesOptions, epoch = 0): string[] {
  const batches = new SkipGramBatches(sentences, 1000, { random: random(), ...options });
  return [...batches.epoch(epoch)]
    .flatMap(({ input: { center, context } }) =>
      Array.from(center.data, (word, i) => `${word} ${context.data[i]}`),
    )
    .sort();
}

test('with a window of 1 the pairs are the words side by side, both ways, and none reaches over a sentence', () => {
  expect(
    pairsOf(
      [
        [0, 1, 2],
        [3, 4],
      ],
      { window: 1 },
    ),
  ).toEqual(['0 1', '1 0', '1 2', '2 1', '3 4', '4 3']);
});

test('a wider window draws each reach from 1 on: near pairs always come, far ones in proportion', () => {
  const sentences = Array.from({ length: 3000 }, () => [0, 1, 2, 3]);
  const counts = new Map<string, number>();
  for (const pair of pairsOf(sentences, { window: 3 })) counts.set(pair, (counts.get(pair) ?? 0) + 1);
  const part = (pair: string) => counts.get(pair)! / 3000;
  expect([part('0 1'), part('2 1')]).toEqual([1, 1]);
  for (const [pair, chance] of [
    ['0 2', 2 / 3],
    ['0 3', 1 / 3],
    ['3 0', 1 / 3],
  ] as const)
    expect(Math.abs(part(pair) - chance)).toBeLessThan(5 * Math.sqrt((chance * (1 - chance)) / 3000));
});

test('words of chance come in proportion to count^¾, and a word that never stands anywhere never does', () => {
  const sentences = [
    ...Array.from({ length: 81 }, () => [0, 3]),
    ...Array.from({ length: 16 }, () => [1, 4]),
  ];
  const batches = new SkipGramBatches(sentences, 50, { negatives: 100, window: 1, random: random() });
  const counts = [0, 0, 0, 0, 0];
  for (const { input } of batches.epoch(0)) for (const id of input.negatives.data) counts[id]!++;
  const all = counts.reduce((sum, count) => sum + count);
  const weights = [27, 8, 0, 27, 8];
  for (const [id, weight] of weights.entries()) {
    const p = weight / 70;
    expect(Math.abs(counts[id]! / all - p)).toBeLessThanOrEqual(5 * Math.sqrt((p * (1 - p)) / all));
  }
});

test('subsampling keeps a word of frequency f with probability √(t/f), and rare words always', () => {
  const sentences = Array.from({ length: 4000 }, (_, i) => (i % 40 === 0 ? [0, 1] : [0, 0]));
  const kept = pairsOf(sentences, { window: 1, subsampling: 0.0125 });
  // Word 1 has the frequency 1/80 = t and stays; word 0 has 79/80.
  const stays = Math.sqrt(0.0125 / (79 / 80));
  const both = kept.filter((pair) => pair === '0 0').length / (2 * 3900);
  expect(Math.abs(both - stays ** 2)).toBeLessThan(5 * Math.sqrt((stays ** 2 * (1 - stays ** 2)) / 3900));
  const rare = kept.filter((pair) => pair === '1 0').length / 100;
  expect(Math.abs(rare - stays)).toBeLessThan(5 * Math.sqrt((stays * (1 - stays)) / 100));
});

test('batches have the size, the last what is left, and ids are whole numbers', () => {
  const batches = new SkipGramBatches([[0, 1, 2, 3]], 4, { window: 1, negatives: 3, random: random() });
  const shapes = [...batches.epoch(0)].map(({ input }) => Object.values(input).map(({ shape }) => shape));
  expect(shapes).toEqual([
    [[4], [4], [4, 3]],
    [[2], [2], [2, 3]],
  ]);
  const [first] = batches.epoch(0);
  for (const { data } of Object.values(first!.input)) expect(data).toBeInstanceOf(Int32Array);
});

test('an epoch is the same whenever it is asked for, another is another, in another order', () => {
  const epoch = (index: number) => [
    ...new SkipGramBatches([[0, 1, 2, 3, 4, 5]], 4, { random: random() }).epoch(index),
  ];
  expect(epoch(3)).toEqual(epoch(3));
  expect(epoch(4)).not.toEqual(epoch(3));
  const orderOf = () => [...new SkipGramBatches([[0, 1, 2, 3, 4, 5]], 4).epoch(0)];
  seed(2);
  const first = orderOf();
  expect(orderOf()).not.toEqual(first);
  seed(2);
  expect(orderOf()).toEqual(first);
});

test.each<[() => unknown, string]>([
  [
    () => new SkipGramBatches([0, 1] as never, 4),
    'SkipGramBatches: sentences are arrays of word ids, such as [[0, 1, 2], [2, 0]], got an array of 2.',
  ],
  [
    () =>
      new SkipGramBatches(
        [
          [0, 1],
          [2, 'cat' as never],
        ],
        4,
      ),
    "SkipGramBatches: word 1 of sentence 1 must be an id, a whole number from 0 on, got the string 'cat'.",
  ],
  [() => new SkipGramBatches([[0, 1]], 0), 'SkipGramBatches: size must be a whole number from 1 on, got 0.'],
  [
    () => new SkipGramBatches([[0, 1]], 4, { window: 0 }),
    'SkipGramBatches: window must be a whole number from 1 on, got 0.',
  ],
  [
    () => new SkipGramBatches([[0, 1]], 4, { negatives: 1.5 }),
    'SkipGramBatches: negatives must be a whole number from 1 on, got 1.5.',
  ],
  [
    () => new SkipGramBatches([[0, 1]], 4, { subsampling: 0 }),
    'SkipGramBatches: subsampling must be above 0, got 0.',
  ],
  [
    () => new SkipGramBatches([[0, 1]], 4, { random: 7 as never }),
    'SkipGramBatches: random is a generator, such as new Random(7), got 7.',
  ],
  [
    () => new SkipGramBatches([[0, 1]], 4, { power: 1 } as never),
    'SkipGramBatches: there is no option "power"; the options are window, negatives, subsampling, random.',
  ],
  [
    () => [...new SkipGramBatches([[0], [1]], 4).epoch(0)],
    'SkipGramBatches: no two words are neighbours; give sentences of at least two words, or a larger subsampling.',
  ],
])('refused with what to do %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});
