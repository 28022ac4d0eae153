import { createHash } from 'node:crypto';

import { expect, test } from 'vitest';

import { breastCancer, breastCancerCard, wine, wineCard } from '../index.ts';

/** By hand from the files of scikit-learn; extremes as its descriptions publish them. */
const sets = [
  {
    load: wine,
    card: wineCard,
    shape: [178, 13],
    first: [14.23, 1.71, 2.43, 15.6, 127, 2.8, 3.06, 0.28, 2.29, 5.64, 1.04, 3.92, 1065],
    last: [14.13, 4.1, 2.74, 24.5, 96, 2.05, 0.76, 0.56, 1.35, 9.2, 0.61, 1.6, 560],
    least: [11.03, 0.74, 1.36, 10.6, 70, 0.98, 0.34, 0.13, 0.41, 1.28, 0.48, 1.27, 278],
    most: [14.83, 5.8, 3.23, 30, 162, 3.88, 5.08, 0.66, 3.58, 13, 1.71, 4, 1680],
    counts: [59, 71, 48],
  },
  {
    load: breastCancer,
    card: breastCancerCard,
    shape: [569, 30],
    first: [17.99, 10.38, 122.8, 1001, 0.1184, 0.2776, 0.3001, 0.1471, 0.2419, 0.07871],
    last: [7.76, 24.54, 47.92, 181, 0.05263, 0.04362, 0, 0, 0.1587, 0.05884],
    least: [6.981, 9.71, 43.79, 143.5, 0.05263, 0.01938, 0, 0, 0.106, 0.04996],
    most: [28.11, 39.28, 188.5, 2501, 0.1634, 0.3454, 0.4268, 0.2012, 0.304, 0.09744],
    counts: [212, 357],
  },
] as const;

test.each(sets)('$card.name has the figures, extremes and classes that are published', (set) => {
  const { input, target } = set.load().columns;
  const [rows, width] = set.shape;
  expect([input.shape, target.shape]).toEqual([[rows, width], [rows]]);
  const row = (number: number): number[] =>
    Array.from(input.data.slice(number * width, number * width + set.first.length));
  const column = (number: number): Float32Array => input.data.filter((_, i) => i % width === number);
  expect(row(0)).toEqual(set.first.map(Math.fround));
  expect(row(rows - 1)).toEqual(set.last.map(Math.fround));
  expect(set.least.map((_, i) => Math.min(...column(i)))).toEqual(set.least.map(Math.fround));
  expect(set.most.map((_, i) => Math.max(...column(i)))).toEqual(set.most.map(Math.fround));
  expect(set.counts.map((_, label) => target.data.filter((each) => each === label).length)).toEqual(
    set.counts,
  );
  expect(set.card.classes).toHaveLength(set.counts.length);
});

test.each(sets)('$card.name is, byte for byte, what its card says', ({ load, card }) => {
  const { input, target } = load().columns;
  const bytes = [new Uint8Array(input.data.buffer), Uint8Array.from(target.data)];
  expect(createHash('sha256').update(bytes[0]!).update(bytes[1]!).digest('hex')).toBe(card.sha256);
  load().column('input').data.fill(-1);
  expect(load().column('input').data).toEqual(input.data);
});
