import { Random } from '@thaw/backend';
import { expect, test } from 'vitest';

import { wordMerger } from './merge-word.ts';
import { PairTable } from './pair-table.ts';

type Merge = readonly [left: number, right: number, result: number];

function merger(merges: readonly Merge[]): (ids: readonly number[]) => number[] {
  const table = new PairTable(merges.length);
  for (const [rank, [left, right]] of merges.entries()) table.set(left, right, rank);
  const mergeWord = wordMerger({ table, parts: Int32Array.from(merges.flat()) });
  return (ids) => {
    const data = Int32Array.from(ids);
    return [...data.subarray(0, mergeWord(data, ids.length))];
  };
}

/** The definition, as GPT-2's encoder.py has it: the pair of lowest rank, everywhere, until there is none. */
function byDefinition(merges: readonly Merge[], ids: readonly number[]): number[] {
  let word = [...ids];
  for (;;) {
    const best = merges.find(([left, right]) => word.some((id, i) => id === left && word[i + 1] === right));
    if (best === undefined) return word;
    const merged: number[] = [];
    for (let i = 0; i < word.length; i++) {
      const isPair = word[i] === best[0] && word[i + 1] === best[1];
      merged.push(isPair ? best[2] : word[i]!);
      if (isPair) i++;
    }
    word = merged;
  }
}

test('the lowest rank first, from left to right: aaaaa with aa is aa aa a', () => {
  const merge = merger([[0, 0, 2], [1, 0, 3], [2, 2, 4]]); // prettier-ignore
  expect(merge([0, 0, 0, 0, 0])).toEqual([4, 0]);
  expect(merge([1, 0, 0, 1, 0])).toEqual([1, 2, 3]);
  expect(merge([1])).toEqual([1]);
  expect(merge([])).toEqual([]);
});

test('a lower rank that a merge makes possible waits until that merge is done everywhere', () => {
  // abc can be made of ab c and of a bc; abc ab has a lower rank than ab c.
  const [a, b, c, ab, abc] = [0, 1, 2, 3, 4];
  const merges: Merge[] = [[abc, ab, 5], [a, b, ab], [ab, c, abc]]; // prettier-ignore
  expect(merger(merges)([a, b, c, a, b, c])).toEqual([abc, abc]);
  expect(byDefinition(merges, [a, b, c, a, b, c])).toEqual([abc, abc]);
});

test('heap and definition agree on 2,000 words of merges at random, sensible or not', () => {
  const random = new Random(12);
  const different: unknown[] = [];
  for (let row = 0; row < 2000; row++) {
    const draws = [...random.integers(64, 2 ** 20)];
    const draw = (below: number): number => draws.pop()! % below;
    const merges: Merge[] = [];
    for (let rank = 0; rank < 1 + (row % 7); rank++) {
      const [left, right] = [draw(3 + rank), draw(3 + rank)];
      if (!merges.some(([l, r]) => l === left && r === right)) merges.push([left, right, 3 + rank]);
    }
    if (row % 2 === 0) merges.reverse(); // then merges come before those that their parts are made by
    const word = Array.from({ length: 1 + draw(24) }, () => draw(3));
    const [merged, defined] = [merger(merges)(word), byDefinition(merges, word)];
    if (merged.join() !== defined.join()) different.push({ merges, word });
  }
  expect(different).toEqual([]);
});

test('a word of 300,000 bytes is merged, and a short one after it', () => {
  const merge = merger([[0, 0, 1], [1, 1, 2], [2, 2, 3]]); // prettier-ignore
  const merged = merge(Array.from({ length: 300_001 }, () => 0));
  expect([merged.length, merged[0], merged.at(-2), merged.at(-1)]).toEqual([37_501, 3, 3, 0]);
  expect(merged.slice(0, -1).every((id) => id === 3)).toBe(true);
  expect(merge([0, 0, 0])).toEqual([1, 0]);
});
