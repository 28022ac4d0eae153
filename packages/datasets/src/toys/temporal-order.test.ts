import { ArgumentError, Random } from '@thaw/backend';
import { expect, test } from 'vitest';

import { temporalOrder, type TemporalOrderOptions, temporalOrderSymbols } from './temporal-order.ts';

/** The sequences as text, a step of zeros as a point. */
const read = (options: TemporalOrderOptions): [string, number][] => {
  const { input, target } = temporalOrder(options).columns;
  const [rows, time] = input.shape as [number, number];
  return Array.from({ length: rows }, (_, row) => {
    const steps = Array.from({ length: time }, (_, t) => {
      const features = input.data.subarray((row * time + t) * 8, (row * time + t + 1) * 8);
      return [...temporalOrderSymbols].filter((_, i) => features[i] === 1).join('') || '.';
    });
    expect(steps.filter((step) => step.length !== 1)).toEqual([]); // never two features at once
    return [steps.join(''), target.data[row]!];
  });
};

test.each([
  [2, [[10, 20], [50, 60]]],
  [3, [[10, 20], [33, 43], [66, 76]]],
] as const)('of %i relevant symbols each stands where the paper has it, and their order is the class', (relevant, places) => {
  const lengths = new Set<number>();
  const classes = new Set<number>();
  const drawn = places.map(() => new Set<number>());
  for (const [text, label] of read({ rows: 200, relevant, random: new Random(3) })) {
    expect(text).toMatch(/^\.*E[abcdXY]+B$/);
    const sequence = text.replaceAll('.', '');
    lengths.add(sequence.length);
    classes.add(label);
    const found = [...sequence].flatMap((symbol, t) => (/[XY]/.test(symbol) ? [{ symbol, t }] : []));
    expect(found.length).toBe(relevant);
    for (const [i, [least, most]] of places.entries()) {
      expect(found[i]!.t >= least && found[i]!.t <= most).toBe(true);
      drawn[i]!.add(found[i]!.t);
    }
    expect(found.map(({ symbol }) => (symbol === 'Y' ? 1 : 0)).join('')).toBe(label.toString(2).padStart(relevant, '0'));
  }
  expect([Math.min(...lengths), Math.max(...lengths), classes.size]).toEqual([100, 110, 2 ** relevant]);
  expect(drawn.map(({ size }) => size)).toEqual(places.map(() => 11));
}); // prettier-ignore

test('the shortest: ten steps, and each place still has its own', () => {
  for (const relevant of [2, 3] as const) {
    for (const [text] of read({ rows: 100, relevant, length: 10, random: new Random(4) })) {
      expect(text.replaceAll(/[^XY]/g, '').length).toBe(relevant);
    }
  }
});

test.each<[TemporalOrderOptions, string]>([
  [{ relevant: 4 as never }, 'temporalOrder: relevant must be 2 or 3, got 4.'],
  [{ length: 9 }, 'temporalOrder: length must be a whole number from 10 on, got 9.'],
])('error text %#', (given, message) => {
  expect(() => temporalOrder(given)).toThrow(new ArgumentError(message));
});
