import { Random } from '@thaw/backend';
import type { ArrayData, Batch } from '@thaw/core';
import { expect, test } from 'vitest';

import { corruptSpans, maskTokens, spanCorruption, tokenDropout } from './index.ts';

const rowsOf = ({ data, shape }: ArrayData): number[][] =>
  Array.from({ length: shape[0]! }, (_, row) => [...data.subarray(row * shape[1]!, (row + 1) * shape[1]!)]);
const numbers = (value: unknown): ArrayData => value as ArrayData;
const context = (seed = 7): { random: Random } => ({ random: new Random(seed) });

test('dropped tokens are those of the generator; special ones and targets stay', () => {
  const input = { data: Int32Array.of(1, 5, 6, 7, 8, 9, 2, 0, 0, 5), shape: [2, 5] };
  const given = { input, target: { data: Int32Array.of(3, 4), shape: [2] } };
  const change = tokenDropout({ rate: 0.5, replacement: 99, specialIds: [0, 1, 2] });
  const batch = change(given, context());
  const dropped = new Random(7).bernoulli(10, 0.5);
  const expected = [...input.data].map((id, i) => (dropped[i] && id > 2 ? 99 : id));
  expect([...numbers(batch.input).data]).toEqual(expected);
  expect(expected).toContain(99);
  expect(batch.target).toBe(given.target);
  expect([...input.data]).toEqual([1, 5, 6, 7, 8, 9, 2, 0, 0, 5]); // the table's own numbers stay
});

test('BERT: 15% of each row chosen; 80% masked, 10% drawn, 10% kept; special ones never', () => {
  const [rows, time] = [200, 104];
  const ids = new Random(1).integers(rows * time, 900).map((id) => id + 100);
  for (let row = 0; row < rows; row++) ids.set([1, 2, 0, 0], row * time); // 100 words are left
  const input = { data: ids, shape: [rows, time] };
  const change = maskTokens({ maskId: 3, vocabularySize: 1000, specialIds: [0, 1, 2] });
  const batch = change({ input }, context());
  const [masked, target, mask] = [
    numbers(batch.input).data,
    numbers(batch.target).data,
    numbers(batch.mask).data,
  ];
  expect(target).toEqual(ids);
  for (const row of rowsOf(numbers(batch.mask))) {
    expect(row.reduce((a, b) => a + b)).toBe(15);
    expect(row.slice(0, 4)).toEqual([0, 0, 0, 0]);
  }
  const chosen = [...mask.keys()].filter((i) => mask[i]);
  expect([...mask.keys()].every((i) => mask[i] || masked[i] === ids[i])).toBe(true);
  const part = (which: (i: number) => boolean): number => chosen.filter(which).length / chosen.length;
  const stray = 5 * Math.sqrt(0.25 / chosen.length);
  expect(Math.abs(part((i) => masked[i] === 3) - 0.8)).toBeLessThan(stray);
  expect(Math.abs(part((i) => masked[i] === ids[i]) - 0.1)).toBeLessThan(stray);
  expect(masked.filter((id, i) => mask[i] && (id < 3 || id > 999)).length).toBe(0);
});

test('whole words: a word is chosen with all its pieces or not at all; a row of padding has none', () => {
  // Words are 10 ##11 ##12, 20, 30 ##31; what is 10·k + something goes on with the word before it.
  const row = [1, 10, 11, 12, 20, 30, 31, 2];
  const input = { data: Int32Array.from([...row, ...row, 0, 0, 0, 0, 0, 0, 0, 0]), shape: [3, 8] };
  const change = maskTokens({
    maskId: 3,
    vocabularySize: 40,
    specialIds: [0, 1, 2],
    rate: 0.5,
    continuesWord: (id) => id % 10 !== 0,
  });
  const seen = new Set<string>();
  for (let seed = 0; seed < 20; seed++) {
    const [first, second, last] = rowsOf(numbers(change({ input }, context(seed)).mask));
    seen.add(String(first)).add(String(second));
    expect(last).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  }
  // 3 of 6 tokens: the long word; or the other two in either order.
  expect([...seen].sort()).toEqual(['0,0,0,0,1,1,1,0', '0,1,1,1,0,0,0,0']);
});

test('spans: with their sentinels filled in, source and target are the text again; as many as asked for', () => {
  const sentinelIds = [99, 98, 97, 96, 95, 94];
  for (let seed = 0; seed < 50; seed++) {
    const text = Array.from({ length: 2 + seed }, (_, i) => i);
    const { source, target } = corruptSpans(text, { sentinelIds }, new Random(seed));
    const spans = new Map<number, number[]>();
    for (const id of target) {
      if (sentinelIds.includes(id)) spans.set(id, []);
      else [...spans.values()].at(-1)!.push(id);
    }
    expect(source.flatMap((id) => spans.get(id) ?? [id])).toEqual(text);
    const taken = Math.max(1, Math.round(0.15 * text.length));
    expect([...spans.values()].flat().length).toBe(taken);
    expect(spans.size - 1).toBe(Math.max(1, Math.round(taken / 3))); // the last sentinel ends
    expect(sentinelIds).not.toContain(source[0]); // a text begins with what stays
    expect([...spans.values()].slice(0, -1).every((span) => span.length > 0)).toBe(true);
  }
});

test('one span of two tokens in a text of three lies at its end, by hand', () => {
  const options = { sentinelIds: [50], rate: 0.7, endId: 1 };
  expect(corruptSpans([7, 8, 9], options, new Random(1))).toEqual({
    source: [7, 50, 1],
    target: [50, 8, 9, 1],
  });
});

test('every way to part the numbers is drawn about as often', () => {
  // Four taken of eight in two spans: 3 ways to part each half, nine texts.
  const counts = new Map<string, number>();
  const options = { sentinelIds: [99, 98, 97], rate: 0.5, meanSpanLength: 2 };
  for (let seed = 0; seed < 1800; seed++) {
    const source = String(corruptSpans([0, 1, 2, 3, 4, 5, 6, 7], options, new Random(seed)).source);
    counts.set(source, (counts.get(source) ?? 0) + 1);
  }
  expect(counts.size).toBe(9);
  for (const count of counts.values()) expect(Math.abs(count - 200)).toBeLessThan(5 * Math.sqrt(200));
});

test('a batch of spans: rows filled up, the decoder’s input moved on by one, a mask for the loss', () => {
  const input = { data: Int32Array.of(7, 8, 9, 1, 0, 0, 11, 12, 13, 14, 15, 1), shape: [2, 6] };
  const change = spanCorruption({ sentinelIds: [50, 49], rate: 0.7, meanSpanLength: 9, endId: 1 });
  const batch: Batch = change({ input }, context());
  const { source, target } = batch.input as unknown as Record<'source' | 'target', ArrayData>;
  expect(rowsOf(source)).toEqual([[7, 50, 1], [11, 50, 1]]); // prettier-ignore
  expect(rowsOf(target)).toEqual([[0, 50, 8, 9, 0, 0], [0, 50, 12, 13, 14, 15]]); // prettier-ignore
  expect(rowsOf(numbers(batch.target))).toEqual([[50, 8, 9, 1, 0, 0], [50, 12, 13, 14, 15, 1]]); // prettier-ignore
  expect(rowsOf(numbers(batch.mask))).toEqual([[1, 1, 1, 1, 0, 0], [1, 1, 1, 1, 1, 1]]); // prettier-ignore
});
