import { ArgumentError, Random, seed } from '@thaw/backend';
import { expect, test } from 'vitest';

import { type Sum, sums } from './sums.ts';

const terms = ({ question }: Sum): [number, number] => {
  const [a, b] = question.slice(0, -1).split('+').map(Number);
  return [a!, b!];
};
const unordered = (sum: Sum): string => terms(sum).sort((a, b) => a - b).join('+'); // prettier-ignore

test('every answer is right, forwards and backwards', () => {
  for (const reversed of [false, true]) {
    const { training, unseen } = sums({ reversed, random: new Random(1) });
    for (const sum of [...training, ...unseen]) {
      const [a, b] = terms(sum);
      const answer = reversed ? [...sum.answer].reverse().join('') : sum.answer;
      expect([sum.question, Number(answer), answer.length]).toEqual([sum.question, a + b, 3]);
    }
  }
});

test('the parts hold every sum once, and no pair, in either order, is in two of them', () => {
  const { training, unseen, block } = sums({ block: [60, 79], random: new Random(2) });
  const all = [...training, ...unseen, ...block].map(({ question }) => question);
  expect(new Set(all).size).toBe(10_000);
  expect(all).toHaveLength(10_000);
  const pairs = [training, unseen, block].map((part) => new Set(part.map(unordered)));
  expect(pairs.map(({ size }) => size)).toEqual([1515, 3325, 210]);
  expect(new Set(pairs.flatMap((part) => [...part])).size).toBe(5050);
});

test('a block is all pairs with both terms in it, and no other', () => {
  const { training, unseen, block } = sums({ block: [60, 79], random: new Random(3) });
  const inside = (sum: Sum): boolean => terms(sum).every((term) => term >= 60 && term <= 79);
  expect(block).toHaveLength(400);
  expect(block.every(inside)).toBe(true);
  expect([...training, ...unseen].some(inside)).toBe(false);
});

test('the same seed draws the same pairs, another seed others', () => {
  seed(7);
  const first = sums().training;
  seed(7);
  expect(sums().training).toEqual(first);
  expect(sums().training).not.toEqual(first);
});

test('one digit and three are sums as well', () => {
  expect(sums({ digits: 1, random: new Random(1) }).training[0]!.question).toMatch(/^\d\+\d=$/);
  expect(sums({ digits: 3, share: 0.001, random: new Random(1) }).training[0]!.answer).toMatch(/^\d{4}$/);
});

test.each<[() => unknown, string]>([
  [() => sums({ digits: 4 }), 'sums: digits must be 1, 2 or 3, got 4.'],
  [
    () => sums({ share: 1 }),
    'sums: share must be a part of all pairs, above 0 and small enough to leave some unseen, got 1.',
  ],
  [
    () => sums({ share: 0.99, block: [0, 90] }),
    'sums: share must be a part of all pairs, above 0 and small enough to leave some unseen, got 0.99.',
  ],
  [
    () => sums({ block: [79, 60] }),
    'sums: block must be two terms from 0 to 99, the first not the greater, got [79, 60].',
  ],
  [
    () => sums({ block: 60 as never }),
    'sums: block must be two terms from 0 to 99, the first not the greater, got 60.',
  ],
  [
    () => sums({ fraction: 0.3 } as never),
    'sums: there is no option "fraction"; the options are digits, share, block, reversed, random.',
  ],
])('bad input %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});
