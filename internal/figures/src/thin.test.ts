import { expect, test } from 'vitest';

import { thin } from './thin.ts';

test('a short curve stays as it is, but for what is not finite', () => {
  expect(
    thin(
      [
        [1, 2],
        [2, NaN],
        [3, 4],
      ],
      10,
    ),
  ).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test('a long curve becomes the means of groups of neighbours, the last group as long as what is left', () => {
  const points = [0, 1, 2, 3, 4, 5, 6].map((i) => [i, 10 * i] as const);
  expect(thin(points, 3)).toEqual([
    [1, 10],
    [4, 40],
    [6, 60],
  ]);
});

test('no curve keeps more points than asked for', () => {
  for (const count of [499, 500, 501, 999, 1640, 100_000]) {
    const points = Array.from({ length: count }, (_, i) => [i, i] as const);
    expect(thin(points, 500).length).toBeLessThanOrEqual(500);
  }
});
