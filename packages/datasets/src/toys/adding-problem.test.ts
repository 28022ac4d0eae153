import { ArgumentError, Random, seed } from '@thaw/backend';
import { expect, test } from 'vitest';

import { addingProblem, type AddingProblemOptions } from './adding-problem.ts';

test.each([2, 7, 60])(
  'of %i steps one in each half is marked, and the target is the sum of their numbers',
  (length) => {
    const { input, target } = addingProblem({ rows: 100, length, random: new Random(3) }).columns;
    expect([input.shape, target.shape]).toEqual([
      [100, length, 2],
      [100, 1],
    ]);
    for (let row = 0; row < 100; row++) {
      const steps = Array.from({ length }, (_, t) => {
        const at = 2 * (row * length + t);
        return { t, value: input.data[at]!, mark: input.data[at + 1]! };
      });
      expect(steps.every(({ value, mark }) => value >= 0 && value < 1 && (mark === 0 || mark === 1))).toBe(
        true,
      );
      const marked = steps.filter(({ mark }) => mark === 1);
      expect(marked.map(({ t }) => t < Math.floor(length / 2))).toEqual([true, false]);
      expect(target.data[row]).toBe(Math.fround(marked[0]!.value + marked[1]!.value));
    }
  },
);

test('every step of a half may be the one', () => {
  const { data } = addingProblem({ rows: 300, length: 9, random: new Random(4) }).column('input');
  const seen = new Set<number>();
  for (let i = 0; i < 300 * 9; i++) if (data[2 * i + 1] === 1) seen.add(i % 9);
  expect(seen.size).toBe(9);
});

test('who always says 1 is off by 1/6 in the square', () => {
  const { data } = addingProblem({ rows: 20_000, length: 4, random: new Random(5) }).column('target');
  const error = data.reduce((sum, target) => sum + (target - 1) ** 2, 0) / data.length;
  expect(Math.abs(error - 1 / 6)).toBeLessThan(0.006); // four deviations of the mean
});

test('the same seed gives the same sequences', () => {
  seed(7);
  const first = addingProblem().columns;
  seed(7);
  expect(addingProblem().columns).toEqual(first);
  expect(addingProblem().columns).not.toEqual(first);
});

test.each<[AddingProblemOptions, string]>([
  [{ rows: -1 }, 'addingProblem: rows must be a whole number from 1 on, got -1.'],
  [{ length: 1 }, 'addingProblem: length must be a whole number from 2 on, got 1.'],
  [{ steps: 9 } as never, 'addingProblem: there is no option "steps"; the options are rows, length, random.'],
])('error text %#', (given, message) => {
  expect(() => addingProblem(given)).toThrow(new ArgumentError(message));
});
