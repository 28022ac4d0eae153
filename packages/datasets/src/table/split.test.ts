import { ArgumentError, Random, seed } from '@thaw/backend';
import { expect, test } from 'vitest';

import { digits, iris, Table } from '../index.ts';
import { apportion } from './split.ts';

/** Rows numbered in `input`, with the class of each in `target`. */
const table = (classes: readonly number[]) =>
  new Table({
    input: { data: Int32Array.from(classes, (_, row) => row), shape: [classes.length] },
    target: { data: Int32Array.from(classes), shape: [classes.length] },
  });

const rowsOf = (part: ReturnType<typeof table>): number[] => [...part.column('input').data];
const classesOf = (part: { column(name: 'target'): { data: Int32Array } }, classes: number): number[] => {
  const counts = Array.from({ length: classes }, () => 0);
  for (const label of part.column('target').data) counts[label]! += 1;
  return counts;
};

test('largest remainder: 1.5, 2.25 and 3.25 of 7 are 2, 2 and 3; equal remainders go to the first', () => {
  expect(apportion([1.5, 2.25, 3.25], 7)).toEqual([2, 2, 3]);
  expect(apportion([0.5, 0.5, 0.5, 0.5], 2)).toEqual([1, 1, 0, 0]);
  expect(apportion([0.9, 0.6, 0.5], 2, [0, 1, 1])).toEqual([0, 1, 1]);
});

test('every row is in exactly one part, and the rows of a part stay in their order', () => {
  const {
    training,
    validation,
    test: held,
  } = table(Array.from({ length: 10 }, () => 0)).split(
    { validation: 0.1, test: 0.25 },
    { random: new Random(3) },
  );
  expect([training.rows, validation.rows, held.rows]).toEqual([7, 1, 2]); // 6.5, 1 and 2.5: training is first
  const all = [training, validation, held].flatMap(rowsOf);
  expect(all.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  for (const part of [training, validation, held]) {
    expect(rowsOf(part)).toEqual(rowsOf(part).toSorted((a, b) => a - b));
  }
});

test('the same seed draws the same parts, another seed others', () => {
  const draw = (value: number): number[] => {
    seed(value);
    return rowsOf(table(Array.from({ length: 40 }, () => 0)).split({ validation: 0.5 }).validation);
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

test('stratified, Iris of 3 x 50 gives 10 of each class for 0.2 and 5 for 0.1', () => {
  const parts = iris().split({ validation: 0.1, test: 0.2 }, { stratify: 'target', random: new Random(5) });
  expect(classesOf(parts.training, 3)).toEqual([35, 35, 35]);
  expect(classesOf(parts.validation, 3)).toEqual([5, 5, 5]);
  expect(classesOf(parts.test, 3)).toEqual([10, 10, 10]);
});

test('stratified, a named part has its share of every class rounded up or down, and the size of a plain split', () => {
  const all = classesOf(digits(), 10);
  const random = new Random(5);
  const parts = digits().split({ validation: 0.13, test: 0.21 }, { stratify: 'target', random });
  const plain = digits().split({ validation: 0.13, test: 0.21 }, { random });
  for (const [name, share] of [
    ['validation', 0.13],
    ['test', 0.21],
  ] as const) {
    expect(parts[name].rows).toBe(plain[name].rows);
    for (const [label, count] of classesOf(parts[name], 10).entries()) {
      expect(Math.abs(count - all[label]! * share)).toBeLessThan(1);
    }
  }
  const sum = classesOf(parts.training, 10).map(
    (count, label) => count + classesOf(parts.validation, 10)[label]! + classesOf(parts.test, 10)[label]!,
  );
  expect(sum).toEqual(all);
});

test('a class of one row goes to one part alone', () => {
  const parts = table([0, 1, 2, 3, 4, 5]).split(
    { validation: 0.34, test: 0.34 },
    { stratify: 'target', random: new Random(2) },
  );
  expect([parts.training.rows, parts.validation.rows, parts.test.rows]).toEqual([2, 2, 2]);
  const all = [parts.training, parts.validation, parts.test].flatMap(rowsOf);
  expect(all.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
});

test('a one-hot target stratifies as its class numbers do', () => {
  const labels = Array.from({ length: 30 }, (_, row) => row % 3);
  const oneHot = new Table({
    input: { data: Int32Array.from(labels, (_, row) => row), shape: [30] },
    target: {
      data: Float32Array.from(labels.flatMap((k) => [0, 1, 2].map((i) => +(i === k)))),
      shape: [30, 3],
    },
  });
  const options = (): { stratify: 'target'; random: Random } => ({
    stratify: 'target',
    random: new Random(9),
  });
  expect([...oneHot.split({ validation: 0.2 }, options()).validation.column('input').data]).toEqual(
    rowsOf(table(labels).split({ validation: 0.2 }, options()).validation),
  );
});

const four = table([0, 0, 1, 1]);
test.each([
  [
    () => four.split({}),
    'Table.split: name at least one part and its fraction, such as { validation: 0.2 }.',
  ],
  [
    () => four.split({ validation: 0 }),
    "Table.split: the fraction of 'validation' must be greater than 0 and less than 1, got 0.",
  ],
  [
    () => four.split({ validation: 1 }),
    "Table.split: the fraction of 'validation' must be greater than 0 and less than 1, got 1.",
  ],
  [
    () => four.split({ training: 0.5 }),
    "Table.split: the part 'training' gets the rows that the others leave; give fractions of the others alone.",
  ],
  [
    () => four.split({ validation: 0.5, test: 0.6 }),
    'Table.split: the fractions add up to 1.1 and leave nothing for training; they must add up to less than 1.',
  ],
  [
    () => four.split({ a: 0.1, b: 0.2, c: 0.7 }), // 0.9999999999999999 in floating point
    'Table.split: the fractions add up to 1 and leave nothing for training; they must add up to less than 1.',
  ],
  [
    () => four.split({ validation: 0.1 }),
    "Table.split: 4 rows are too few, the part 'validation' with a share of 0.1 would be empty; give it a greater share or the table more rows.",
  ],
  [
    () => four.split({ validation: 0.9 }),
    "Table.split: 4 rows are too few, the part 'training' with a share of 0.1 would be empty; give it a greater share or the table more rows.",
  ],
])('bad input %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});
