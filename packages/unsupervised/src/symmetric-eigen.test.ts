import { Random } from '@thaw/backend';
import { expect, test } from 'vitest';

import { symmetricEigen } from './symmetric-eigen.ts';

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

test('a matrix of two by hand', () => {
  const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
  expect(values[0]).toBeCloseTo(3, 14);
  expect(values[1]).toBeCloseTo(1, 14);
  for (const [i, sign] of [1, -1].entries()) {
    expect(vectors[i]![0]! * vectors[i]![1]!).toBeCloseTo(sign / 2, 14);
    expect(Math.hypot(...vectors[i]!)).toBeCloseTo(1, 14);
  }
});

test('a diagonal matrix is its own answer, the largest first', () => {
  const { values, vectors } = symmetricEigen(Float64Array.of(1, 0, 0, 0, -5, 0, 0, 0, 4), 3);
  expect([...values]).toEqual([4, 1, -5]);
  expect(vectors.map((vector) => [...vector])).toEqual([
    [0, 0, 1],
    [1, 0, 0],
    [0, 1, 0],
  ]);
});

test.each([1, 2, 7, 40])(
  'of size %i: A·v = λ·v, vectors are square to each other, the matrix is left alone',
  (size) => {
    const draws = Float64Array.from(new Random(size).normal(size * size));
    const matrix = draws.map((value, i) => value + draws[(i % size) * size + Math.floor(i / size)]!);
    const before = matrix.slice();
    const { values, vectors } = symmetricEigen(matrix, size);
    expect(matrix).toEqual(before);
    const scale = Math.max(...values.map(Math.abs));
    for (const [i, vector] of vectors.entries()) {
      const products = vectors.map((_, row) => dot(matrix.subarray(row * size, (row + 1) * size), vector));
      const offs = products.map((product, row) => Math.abs(product - values[i]! * vector[row]!));
      expect(Math.max(...offs)).toBeLessThan(1e-12 * scale);
      const turns = vectors.map((other, j) => Math.abs(dot(vector, other) - Number(i === j)));
      expect(Math.max(...turns)).toBeLessThan(1e-12);
      const largest = vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most));
      expect(largest).toBeGreaterThan(0);
      expect(values[i]!).toBeLessThanOrEqual(values[Math.max(0, i - 1)]!);
    }
  },
);
