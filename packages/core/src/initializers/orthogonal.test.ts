import { expect, test } from 'vitest';

import { ArgumentError, orthogonal, Random, seed } from '../index.ts';

/** The largest difference of M·Mᵀ from one on the diagonal and zero off it, over the shorter side of the matrix. */
function offOrthonormal(values: Float32Array, rows: number, columns: number): number {
  const at = (row: number, column: number): number => values[row * columns + column]!;
  const [count, length] = rows < columns ? [rows, columns] : [columns, rows];
  const part = (i: number, j: number): number => (rows < columns ? at(i, j) : at(j, i));
  let worst = 0;
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < count; b++) {
      let product = 0;
      for (let j = 0; j < length; j++) product += part(a, j) * part(b, j);
      worst = Math.max(worst, Math.abs(product - (a === b ? 1 : 0)));
    }
  }
  return worst;
}

test.each([
  [6, 6],
  [5, 20],
  [12, 3],
  [1, 4],
  [40, 40],
])('[%i, %i] has a shorter side of orthonormal vectors', (rows, columns) => {
  const values = orthogonal([rows, columns], new Random(3));
  expect(values).toHaveLength(rows * columns);
  expect(offOrthonormal(values, rows, columns)).toBeLessThan(1e-6);
});

test('leading axes count as rows', () => {
  expect(orthogonal([2, 3, 4], new Random(5))).toEqual(orthogonal([6, 4], new Random(5)));
});

test('the filters of a convolution are at right angles', () => {
  expect(offOrthonormal(orthogonal([3, 3, 4, 16], new Random(5)), 36, 16)).toBeLessThan(1e-6);
});

test('a gain multiplies, and is a number', () => {
  const twice = orthogonal([4, 4], new Random(5)).map((value) => 2 * value);
  expect(orthogonal.with({ gain: 2 })([4, 4], new Random(5))).toEqual(twice);
  expect(() => orthogonal.with({ gain: 'relu' as never })).toThrow(
    new ArgumentError("orthogonal.with: gain must be a finite number, got the string 'relu'."),
  );
});

test('a square one is uniform over rotations and reflections: the mean of an entry is 0, of its square 1/n', () => {
  const random = new Random(7);
  const firsts = Array.from({ length: 4000 }, () => orthogonal([3, 3], random)[0]!);
  const mean = (of: (value: number) => number): number =>
    firsts.reduce((sum, value) => sum + of(value), 0) / firsts.length;
  expect(Math.abs(mean((value) => value))).toBeLessThan(0.04); // 4 deviations of √(1/3)/√4000
  expect(Math.abs(mean((value) => value * value) - 1 / 3)).toBeLessThan(0.02);
});

test('the same seed draws the same', () => {
  seed(7);
  const first = orthogonal([4, 4]);
  const second = orthogonal([4, 4]);
  seed(7);
  expect(orthogonal([4, 4])).toEqual(first);
  expect(second).not.toEqual(first);
});
