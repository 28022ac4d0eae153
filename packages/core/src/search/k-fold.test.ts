import { expect, test } from 'vitest';

import { ArgumentError, Random } from '../index.ts';
import { crossValidate, kFold } from './index.ts';

/** What core knows of a table; @thaw/datasets has real ones. */
class Rows {
  readonly numbers: readonly number[];

  constructor(numbers: readonly number[]) {
    this.numbers = numbers;
  }

  get rows(): number {
    return this.numbers.length;
  }

  select(rows: ArrayLike<number>): Rows {
    return new Rows(Array.from(rows, (row) => this.numbers[row]!));
  }

  column(): { data: number[]; shape: number[] } {
    return { data: this.numbers.flatMap((number) => [number % 3, 0]), shape: [this.rows, 2] };
  }
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

test('every row is measured on once and learnt from in all other folds; sizes differ by one at most', () => {
  const folds = kFold(11, 4, { random: new Random(1) });
  expect(folds.map(({ validation }) => validation.length)).toEqual([3, 3, 3, 2]);
  expect(folds.flatMap(({ validation }) => validation).sort((a, b) => a - b)).toEqual(numbers(11));
  for (const { training, validation } of folds) {
    expect([...training].sort((a, b) => a - b)).toEqual(training);
    expect([...training, ...validation].sort((a, b) => a - b)).toEqual(numbers(11));
  }
  expect(kFold(11, 4, { random: new Random(1) })).toEqual(folds);
  expect(kFold(11, 4, { random: new Random(2) })).not.toEqual(folds);
});

test('with stratify every fold has its share of every class, to within one row', () => {
  const table = new Rows(numbers(20)); // 7, 7 and 6 of a class
  const folds = kFold(table, 3, { stratify: 'target' });
  for (const { validation } of folds) {
    expect([6, 7]).toContain(validation.rows);
    for (const remainder of [0, 1, 2])
      expect([2, 3]).toContain(validation.numbers.filter((number) => number % 3 === remainder).length);
  }
  const letters = kFold(4, 2, { stratify: ['a', 'b', 'b', 'a'] });
  for (const { validation } of letters) expect(validation.map((row) => (row === 1 || row === 2 ? 'b' : 'a')).sort()).toEqual(['a', 'b']); // prettier-ignore
});

test('cross-validation gives the figures of each fold, their mean and deviation', async () => {
  const seen: number[] = [];
  const found = await crossValidate(new Rows(numbers(6)), 3, ({ training, validation }, index) => {
    seen.push(...validation.numbers);
    return { rows: training.rows, index };
  });
  expect(seen.sort()).toEqual(numbers(6));
  expect(found.folds).toEqual(numbers(3).map((index) => ({ rows: 4, index })));
  expect(found.mean).toEqual({ rows: 4, index: 1 });
  expect(found.deviation).toEqual({ rows: 0, index: 1 }); // of 0, 1, 2
});

test('what is refused', async () => {
  const refused = (run: () => unknown, text: string): void => expect(run).toThrow(new ArgumentError(text));
  refused(
    () => kFold(4, 5),
    'kFold: the number of folds must be whole, from 2 to 4, the rows there are, got 5.',
  );
  refused(
    () => kFold([1, 2] as never, 2),
    'kFold: expected a table, or a number of rows, as the first argument, got an array of 2.',
  );
  refused(
    () => kFold(4, 2, { stratify: 'target' }),
    "kFold: there is no column 'target' where only rows are counted; give the class of each row.",
  );
  refused(
    () => kFold(4, 2, { stratify: [1, 2] }),
    'kFold: stratify must name a column or hold a class for each of the 4 rows, got 2.',
  );
  const table = new Rows(numbers(4));
  await expect(crossValidate(table, 2, () => 3 as never)).rejects.toThrow(
    new ArgumentError(
      'crossValidate: a fold must return figures by name, such as { accuracy: 0.9 }, and returned 3.',
    ),
  );
  await expect(
    crossValidate(table, 2, (_, index): Record<string, number> => (index ? { a: 1 } : { b: 1 })),
  ).rejects.toThrow(new ArgumentError('crossValidate: the first fold returned b, and another a.'));
  await expect(crossValidate(table, 2, undefined as never)).rejects.toThrow(
    new ArgumentError(
      'crossValidate: the third argument is a function of { training, validation }, got undefined.',
    ),
  );
});
