import { ArgumentError, Random } from '@thaw/backend';
import { expect, test } from 'vitest';

import { bracketLabels } from './bracket-labels.ts';
import { brackets } from './brackets.ts';
import type { BracketsOptions } from './draw-brackets.ts';

/** The features that are on at each step of each row. */
const read = ({ data, shape }: { data: Float32Array; shape: readonly number[] }): number[][][] => {
  const [rows, time, width] = shape as [number, number, number];
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: time }, (_, t) =>
      Array.from({ length: width }, (_, i) => i).filter((i) => data[(row * time + t) * width + i] === 1),
    ),
  );
};
const write = (symbols: readonly number[][], kinds: number): string =>
  symbols.map(([symbol]) => '([{'.slice(0, kinds).concat(')]}'.slice(0, kinds))[symbol!]).join('');
/** Whether it is balanced: pairs are taken out of it while there are any. */
const isBalanced = (text: string): boolean => {
  const less = text.replaceAll(/\(\)|\[\]|\{\}/g, '');
  return less.length === text.length ? text === '' : isBalanced(less);
};
const depthOf = (text: string): number => {
  let [open, most] = [0, 0];
  for (const symbol of text) most = Math.max(most, (open += '([{'.includes(symbol) ? 1 : -1));
  return most;
};

test('the five strings of three pairs of one kind are drawn evenly; with a depth of 2 there are four', () => {
  for (const [depth, strings] of [[3, 5], [2, 4], [1, 1]] as const) {
    const table = brackets({ rows: 1000, kinds: 1, length: 6, depth, random: new Random(3) });
    const counts = new Map<string, number>();
    for (const row of read(table.column('input'))) {
      const text = write(row, 1);
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    expect([...counts.keys()].every((text) => isBalanced(text) && depthOf(text) <= depth)).toBe(true);
    expect(counts.size).toBe(strings);
    const part = 1 / strings;
    for (const count of counts.values()) {
      expect(Math.abs(count / 1000 - part)).toBeLessThanOrEqual(4 * Math.sqrt((part * (1 - part)) / 1000));
    }
  }
}); // prettier-ignore

test('by hand: what may come after each of ( [ ] ), of two kinds and a depth of 2', () => {
  const table = brackets({ rows: 300, kinds: 2, length: 4, depth: 2, random: new Random(4) });
  const row = read(table.column('input')).findIndex((symbols) => write(symbols, 2) === '([])');
  // 0 ( 1 [ 2 ) 3 ] 4 end
  expect(read(table.column('target'))[row]).toEqual([[0, 1, 2], [3], [0, 1, 2], [0, 1, 4]]);
});

test('every string is balanced within its depth, and every symbol is among those that were legal', () => {
  const table = brackets({ rows: 50, kinds: 3, length: 24, depth: 3, random: new Random(5) });
  const [input, target] = [read(table.column('input')), read(table.column('target'))];
  for (const [row, symbols] of input.entries()) {
    const text = write(symbols, 3);
    expect(isBalanced(text) && depthOf(text) <= 3).toBe(true);
    const next = [...symbols.slice(1), [6]].map(([symbol]) => symbol!);
    expect(next.every((symbol, t) => target[row]![t]!.includes(symbol))).toBe(true);
    expect(target[row]!.map((legal) => legal.includes(6))).toEqual(
      symbols.map((_, t) => isBalanced(text.slice(0, t + 1))),
    );
  }
});

test.each([1, 3])('labels of %i kinds: 1 where it is balanced and 0 where not, every second', (kinds) => {
  const { input, target } = bracketLabels({ rows: 100, kinds, length: 12, random: new Random(6) }).columns;
  for (const [row, symbols] of read(input).entries()) {
    expect([Number(isBalanced(write(symbols, kinds))), target.data[row]]).toEqual([row % 2, row % 2]);
  }
});

test('as long as may be, all at once', () => {
  const [row] = read(brackets({ rows: 1, depth: 500, length: 1000 }).column('input'));
  expect(isBalanced(write(row!, 2))).toBe(true);
});

test.each<[BracketsOptions, string]>([
  [{ length: 7 }, 'length must be an even number from 2 to 1000, half of them open and half close, got 7.'],
  [{ length: 1002 }, 'length must be an even number from 2 to 1000, half of them open and half close, got 1002.'],
  [{ depth: 0 }, 'depth must be a whole number from 1 on, got 0.'],
  [{ kinds: 0 }, 'kinds must be a whole number from 1 on, got 0.'],
])('error text %#', (given, message) => {
  expect(() => brackets(given)).toThrow(new ArgumentError(`brackets: ${message}`));
  expect(() => bracketLabels(given)).toThrow(new ArgumentError(`bracketLabels: ${message}`));
}); // prettier-ignore
