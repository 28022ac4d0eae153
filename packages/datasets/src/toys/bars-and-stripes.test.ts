import { ArgumentError } from '@thaw/backend';
import { expect, test } from 'vitest';

import { barsAndStripes } from './bars-and-stripes.ts';

test('of side 2 there are the six images in which rows or columns are of one colour', () => {
  const { data, shape } = barsAndStripes(2).column('input');
  const images = Array.from({ length: shape[0]! }, (_, i) => data.subarray(4 * i, 4 * i + 4).join(''));
  expect(images).toEqual(['0000', '1100', '0011', '1111', '1010', '0101']);
});

test.each([
  [2, 6],
  [3, 14],
  [4, 30],
  [12, 8190],
])('of side %i there are %i patterns, all different, each of rows or of columns', (side, patterns) => {
  const table = barsAndStripes(side);
  const { data, shape } = table.column('input');
  expect([table.rows, shape]).toEqual([patterns, [patterns, side * side]]);
  const seen = new Set<string>();
  let misshapen = 0;
  for (let i = 0; i < patterns; i++) {
    const image = data.subarray(i * side * side, (i + 1) * side * side);
    seen.add(image.join(''));
    const rows = image.every((pixel, j) => pixel === image[j - (j % side)]);
    const columns = image.every((pixel, j) => pixel === image[j % side]);
    if (!rows && !columns) misshapen++;
  }
  expect([seen.size, misshapen]).toEqual([patterns, 0]);
});

test('without a side it is 3, and two calls share no numbers', () => {
  barsAndStripes().column('input').data.fill(-1);
  expect(barsAndStripes().columns).toEqual(barsAndStripes(3).columns);
});

test.each([1, 13, 2.5])('a side of %d is refused', (side) => {
  expect(() => barsAndStripes(side)).toThrow(
    new ArgumentError(`barsAndStripes: side must be a whole number from 2 to 12, got ${side}.`),
  );
});
