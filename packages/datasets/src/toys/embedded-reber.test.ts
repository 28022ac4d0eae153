import { Random } from '@thaw/backend';
import { expect, test } from 'vitest';

import { embeddedReber, reberSymbols } from './embedded-reber.ts';

const table = embeddedReber({ rows: 200, random: new Random(3) });
const { input, target, mask } = table.columns;
const time = input.shape[1]!;

/** What is on at each step of a row, as text. */
const read = (data: Float32Array, row: number): string[] =>
  Array.from({ length: time }, (_, t) => {
    const at = (row * time + t) * 7;
    return [...reberSymbols].filter((_, i) => data[at + i] === 1).join('');
  });

test('every string is of the grammar, by a regular expression of it', () => {
  // After TS*X or PT*V one is at X or at V; there (XT*VP)* comes round.
  const rest = '(XT*VP)*(S|XT*VV)';
  const reber = `B(TS*X${rest}|PT*V(P${rest}|V))E`;
  const grammar = new RegExp(`^B(T${reber}T|P${reber}P)E$`);
  expect('BTBTXSETE').toMatch(grammar); // the shortest, by hand
  expect('BPBTSSXXTVVEPE').toMatch(grammar);
  expect('BTBTXSEPE').not.toMatch(grammar); // it forgot the second symbol
  const texts = Array.from({ length: 200 }, (_, row) => `${read(input.data, row).join('')}E`);
  for (const text of texts) expect(text).toMatch(grammar);
  expect(new Set(texts).size).toBeGreaterThan(60);
  expect([input.shape, target.shape, mask.shape]).toEqual([[200, time, 7], [200, time, 7], [200, time]]); // prettier-ignore
});

test('what is legal after each symbol has the next one in it; the mask ends with the string', () => {
  let shortest = Infinity;
  for (let row = 0; row < 200; row++) {
    const symbols = read(input.data, row);
    const legal = read(target.data, row);
    const length = symbols.filter((symbol) => symbol !== '').length;
    shortest = Math.min(shortest, length);
    const next = [...symbols.slice(1, length), 'E'];
    expect(next.filter((symbol, t) => legal[t]!.length > 2 || !legal[t]!.includes(symbol))).toEqual([]);
    expect([...symbols.slice(length), ...legal.slice(length)].join('')).toBe('');
    const masked = mask.data.subarray(row * time, (row + 1) * time);
    expect(masked.every((value, t) => value === (t < length ? 1 : 0))).toBe(true);
    // In the order of `reberSymbols`: after B two, after the outer symbol B, at the end the outer symbol again and E.
    expect([legal[0], legal[1], legal[length - 2], legal[length - 1]]).toEqual(['TP', 'B', symbols[1], 'E']);
  }
  expect(shortest).toBe(8);
});

test('each of two ways is taken half of the time', () => {
  const big = embeddedReber({ rows: 2000, random: new Random(4) }).column('input');
  const second = Array.from({ length: 2000 }, (_, row) => big.data[(row * big.shape[1]! + 1) * 7 + 1]!);
  expect(Math.abs(second.reduce((sum, t) => sum + t, 0) - 1000)).toBeLessThan(4 * Math.sqrt(500));
});
