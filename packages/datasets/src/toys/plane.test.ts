import { ArgumentError, Random, seed } from '@thaw/backend';
import { describe, expect, test } from 'vitest';

import { circles, moons, type PlaneColumns, separableClouds, spirals, type Table } from '../index.ts';

/** The points of a class. */
const pointsOf = (table: Table<PlaneColumns>, wanted: number): [number, number][] => {
  const { input, target } = table.columns;
  return Array.from(target.data, (side, row): [number, number, number] => [
    input.data[2 * row]!,
    input.data[2 * row + 1]!,
    side,
  ])
    .filter(([, , side]) => side === wanted)
    .map(([x, y]) => [x, y]);
};

describe.each([
  ['circles', circles],
  ['moons', moons],
  ['spirals', spirals],
] as const)('%s', (name, make) => {
  test('half of the rows are of each class, and the same seed gives the same points', () => {
    const table = make({ rows: 50, random: new Random(3) });
    expect([table.columns.input.shape, table.columns.target.shape]).toEqual([
      [50, 2],
      [50, 1],
    ]);
    expect([pointsOf(table, 0).length, pointsOf(table, 1).length]).toEqual([25, 25]);
    expect(make({ rows: 50, random: new Random(3) }).columns).toEqual(table.columns);
    expect(make({ rows: 50, random: new Random(4) }).columns).not.toEqual(table.columns);
    seed(1);
    const [first, second] = [make(), make()];
    seed(1);
    expect([make().columns, make().columns]).toEqual([first.columns, second.columns]);
    expect(first.columns).not.toEqual(second.columns);
  });

  test('noise moves the points by its deviation', () => {
    const [still, moved] = [0, 0.2].map((noise) => make({ rows: 2000, noise }).column('input').data);
    const moves = Array.from(moved!, (value, i) => value - still![i]!);
    const variance = moves.reduce((sum, move) => sum + move * move, 0) / moves.length;
    expect(Math.abs(Math.sqrt(variance) - 0.2)).toBeLessThan(0.01);
  });

  test.each([
    [{ rows: 3 }, 'rows must be an even whole number from 2 on, half for each class, got 3.'],
    [{ noise: -1 }, 'noise must be a number from 0 on, got -1.'],
    [{ noise: NaN }, 'noise must be a number from 0 on, got NaN.'],
  ])('refused with what to do: %o', (options, message) => {
    expect(() => make(options)).toThrow(new ArgumentError(`${name}: ${message}`));
  });
});

test('moons without noise lie on their half circles', () => {
  const table = moons({ noise: 0, rows: 40 });
  for (const [x, y] of pointsOf(table, 0)) {
    expect(Math.hypot(x, y)).toBeCloseTo(1, 6);
    expect(y).toBeGreaterThanOrEqual(0);
  }
  for (const [x, y] of pointsOf(table, 1)) {
    expect(Math.hypot(x - 1, y - 0.5)).toBeCloseTo(1, 6);
    expect(y).toBeLessThanOrEqual(0.5);
  }
});

test('circles without noise: evenly around, the inner of its radius', () => {
  const table = circles({ noise: 0, rows: 16, inner: 0.25 });
  for (const [side, radius] of [1, 0.25].entries()) {
    for (const [i, [x, y]] of pointsOf(table, side).entries()) {
      expect(x).toBeCloseTo(radius * Math.cos((2 * Math.PI * i) / 8), 6);
      expect(y).toBeCloseTo(radius * Math.sin((2 * Math.PI * i) / 8), 6);
    }
  }
  expect(() => circles({ inner: 1 })).toThrow(
    new ArgumentError('circles: inner must be a number above 0 and below 1, got 1.'),
  );
});

test.each([0.05, 0.5, 2])('clouds with a margin of %d: a perceptron errs no more than Novikoff allows', (margin) => {
  const table = separableClouds({ rows: 200, margin, random: new Random(3) });
  const points = [0, 1].flatMap((side) => pointsOf(table, side).map(([x, y]) => [x, y, 2 * side - 1] as const));
  const furthest = Math.max(...points.map(([x, y]) => Math.hypot(x, y)));
  let [a, b, mistakes] = [0, 0, 0];
  for (let isRight = false; !isRight; ) {
    isRight = true;
    for (const [x, y, side] of points) {
      if (side * (a * x + b * y) > 0) continue;
      isRight = false;
      mistakes++;
      [a, b] = [a + side * x, b + side * y];
      expect(mistakes).toBeLessThanOrEqual((furthest / margin) ** 2 * (1 + 1e-5));
    }
  }
  expect(points.filter(([, , side]) => side === 1).length).toBe(100);
}); // prettier-ignore

test('clouds are refused a margin below 0', () => {
  expect(() => separableClouds({ margin: -1 })).toThrow(
    new ArgumentError('separableClouds: margin must be a number from 0 on, got -1.'),
  );
});

test('the arms of the spirals are opposite each other, and end on the circle', () => {
  const table = spirals({ noise: 0, rows: 40, turns: 3 });
  const [first, second] = [pointsOf(table, 0), pointsOf(table, 1)];
  for (const [i, [x, y]] of first.entries()) {
    expect([second[i]![0], second[i]![1]].map((value) => value + 0)).toEqual([
      expect.closeTo(-x, 5),
      expect.closeTo(-y, 5),
    ]);
  }
  expect(Math.hypot(...first.at(-1)!)).toBeCloseTo(1, 6);
  // Three turns: the angle passes from below to above the right half-axis three times.
  const crossings = first.filter(([x, y], i) => i > 0 && x > 0 && y >= 0 && first[i - 1]![1] < 0);
  expect(crossings.length).toBeGreaterThanOrEqual(2);
});

test('spirals that do not turn are refused', () => {
  expect(() => spirals({ turns: 0 })).toThrow(new ArgumentError('spirals: turns must be above 0, got 0.'));
});
