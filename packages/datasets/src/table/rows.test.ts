import { ArgumentError, Random } from '@thaw/backend';
import { expect, test } from 'vitest';

import { iris, Table, type TableColumns } from '../index.ts';

/** Rows 0 … count − 1 as input, their classes, counted around, as target. */
const numbered = (count: number, classes = 3) =>
  new Table({
    input: { data: Int32Array.from({ length: count }, (_, row) => row), shape: [count] },
    target: { data: Int32Array.from({ length: count }, (_, row) => row % classes), shape: [count] },
  });
const inputs = (table: { column(name: 'input'): { data: ArrayLike<number> } }): number[] =>
  Array.from(table.column('input').data);
const count = (rows: number): number[] => Array.from({ length: rows }, (_, row) => row);

test('map makes of each row what the function makes: numbers, texts, arrays, shapes', () => {
  const table = new Table({
    input: { data: Uint8Array.of(1, 2, 3, 4), shape: [2, 2, 1] },
    target: { data: Int32Array.of(1, 0), shape: [2], classes: ['a', 'b'] },
  });
  const mapped = table.map(({ input, target }, index) => ({
    input: input.map((value) => 10 * value),
    target,
    sum: input[0]! + input[1]!,
    pair: [index, -1],
    name: `row ${index}`,
    square: { data: Float32Array.of(1, 2, 3, 4), shape: [2, 2] },
  }));
  expect(mapped.columns).toEqual({
    input: { data: Uint8Array.of(10, 20, 30, 40), shape: [2, 2, 1] },
    target: { data: Int32Array.of(1, 0), shape: [2], classes: ['a', 'b'] },
    sum: { data: Float32Array.of(3, 7), shape: [2] },
    pair: { data: Float32Array.of(0, -1, 1, -1), shape: [2, 2] },
    name: { data: ['row 0', 'row 1'], shape: [2] },
    square: { data: Float32Array.of(1, 2, 3, 4, 1, 2, 3, 4), shape: [2, 2, 2] },
  });
  expect(mapped.column('name').data[1]?.toUpperCase()).toBe('ROW 1'); // typed as texts
});

test('filter keeps rows in their order', () => {
  expect(inputs(numbered(10).filter(({ target: [label] }) => label === 1))).toEqual([1, 4, 7]);
  expect(inputs(numbered(4).filter((_, index) => index > 1))).toEqual([2, 3]);
  expect(numbered(4).filter(() => false).rows).toBe(0);
});

test('concat is one table after the other, zip one beside the other', () => {
  const joined = numbered(2).concat(numbered(1), numbered(2));
  expect(joined.columns).toEqual({
    input: { data: Int32Array.of(0, 1, 0, 0, 1), shape: [5] },
    target: { data: Int32Array.of(0, 1, 0, 0, 1), shape: [5] },
  });
  const texts = new Table({ text: { data: ['a', 'b'], shape: [2] } });
  expect(texts.concat(texts).column('text')).toEqual({ data: ['a', 'b', 'a', 'b'], shape: [4] });
  const beside = numbered(2).zip(texts);
  expect(Object.keys(beside.columns)).toEqual(['input', 'target', 'text']);
  expect(beside.select([1]).column('text').data).toEqual(['b']);
});

test('windows of 3 of 7 rows: their targets are one later, or three later, or their own', () => {
  const series = new Table({ input: { data: Float32Array.of(0, 1, 2, 3, 4, 5, 6), shape: [7] } });
  const { input, target } = series.window(3, { stride: 2 }).columns;
  expect(input).toEqual({ data: Float32Array.of(0, 1, 2, 2, 3, 4), shape: [2, 3] });
  expect(target).toEqual({ data: Float32Array.of(1, 2, 3, 3, 4, 5), shape: [2, 3] });
  const later = series.window(3, { ahead: 3 }).columns;
  expect(later.input.shape).toEqual([2, 3]);
  expect([...later.target.data]).toEqual([3, 4, 5, 4, 5, 6]);
  const own = numbered(5).window(5).columns;
  expect([...own.input.data]).toEqual([0, 1, 2, 3, 4]);
  expect(own.target).toEqual({ data: Int32Array.of(0, 1, 2, 0, 1), shape: [1, 5] });
  const vectors = new Table({ input: { data: new Float32Array(8).map((_, i) => i), shape: [4, 2] } });
  expect(vectors.window(2).columns.target).toEqual({
    data: Float32Array.of(2, 3, 4, 5, 4, 5, 6, 7),
    shape: [2, 2, 2],
  });
});

test('shards are equally long, and no row is in two', () => {
  const shards = [0, 1, 2].map((rank) => inputs(numbered(11).shard(rank, 3)));
  expect(shards).toEqual([
    [0, 3, 6],
    [1, 4, 7],
    [2, 5, 8],
  ]);
});

test('folds: every row is measured on once; with stratify in its share of every class', () => {
  const folds = numbered(20).folds(4, { random: new Random(1), stratify: 'target' });
  expect(folds.flatMap(({ validation }) => inputs(validation)).sort((a, b) => a - b)).toEqual(count(20));
  for (const { training, validation } of folds) {
    expect([...inputs(training), ...inputs(validation)].sort((a, b) => a - b)).toEqual(count(20));
    expect(new Set(validation.column('target').data).size).toBe(3);
  }
});

test('whatever is done to tables, no row is lost and none doubled', () => {
  const random = new Random(3);
  for (let round = 0; round < 30; round++) {
    const [rows, cut, of] = [2 + random.integers(1, 40)[0]!, random.integers(1, 40)[0]!, 1 + (round % 4)];
    const table = numbered(rows).shuffle(random.fork());
    const border = Math.min(cut, rows);
    const again = table.slice(border).concat(table.slice(0, border));
    expect(inputs(again).sort((a, b) => a - b)).toEqual(count(rows));
    const kept = [true, false].map((odd) => again.filter(({ input }) => (input[0]! % 2 === 1) === odd));
    expect(kept[0]!.rows + kept[1]!.rows).toBe(rows);
    const shards = count(of).flatMap((rank) => inputs(again.shard(rank, of)));
    expect(new Set(shards).size).toBe(rows - (rows % of));
    expect(inputs(again.map(({ input }) => ({ input })))).toEqual(inputs(again));
  }
});

const odd = (row: number): string => (row % 2 ? 'odd' : 'even');
test.each([
  [() => numbered(1).take(0).map(() => ({ input: 1 })), 'Table.map: the table is empty, and no row says which columns there will be.'], // prettier-ignore
  [() => numbered(2).map(() => undefined as never), 'Table.map: row 0 must become an object such as { input, target }, got undefined.'], // prettier-ignore
  [() => numbered(2).map((_, row) => ({ input: count(row + 1) })), "Table.map: row 1 makes 2 numbers of 'input' where row 0 makes 1 numbers; all rows of a table are alike."], // prettier-ignore
  [() => numbered(2).map((_, row) => ({ input: row ? 'a' : 1 })), "Table.map: row 1 makes 1 texts of 'input' where row 0 makes 1 numbers; all rows of a table are alike."], // prettier-ignore
  [() => numbered(2).map((_, row) => ({ [odd(row)]: 1 })), "Table.map: row 1 has a column 'odd' that row 0 has not; all rows of a table are alike."], // prettier-ignore
  [() => numbered(2).map(() => ({ input: {} as never })), "Table.map: 'input' of row 0 must be a number, a text, an array of them or { data, shape }, got an object with no fields."], // prettier-ignore
  [() => numbered(2).map((_, row): Record<string, number> => (row ? { a: 1 } : { a: 1, b: 2 })), 'Table.map: row 1 lacks a column that row 0 has; all rows of a table are alike.'], // prettier-ignore
  [() => (numbered(2) as Table<TableColumns>).concat(iris()), "Table.concat: column 'input' is Int32Array [rows] in one table and Float32Array [rows, 4] in another; they must be alike."], // prettier-ignore
  [() => (numbered(2) as Table).concat(new Table({ input: numbered(2).column('input') })), "Table.concat: the tables need the same columns; one has 'input', 'target', another 'input'."], // prettier-ignore
  [() => numbered(2).zip(iris()), "Table.zip: both tables have a column 'input'; a name can stand for one."],
  [() => numbered(2).zip(new Table({ a: { data: new Float32Array(3), shape: [3] } })), "Table: column 'a' has 3 rows and 'input' has 2; all columns of a table need the same number of rows."], // prettier-ignore
  [() => numbered(2).window(3), 'Table.window: 2 rows hold no window of 3.'],
  [() => new Table({ input: { data: new Float32Array(3), shape: [3] } }).window(3), 'Table.window: 3 rows hold no window of 3 with a target 1 ahead.'], // prettier-ignore
  [() => new Table({ a: { data: new Float32Array(3), shape: [3] } }).window(2), "Table.window: there is no column 'input' whose later rows could be the target; the columns are 'a'."], // prettier-ignore
  [
    () => numbered(9).window(3, { ahead: 2 }),
    "Table.window: the table has targets of its own, so leave out 'ahead'.",
  ],
  [() => numbered(9).window(0), 'Table.window: size must be a whole number from 1 on, got 0.'],
  [() => numbered(9).window(2, { step: 1 } as never), 'Table.window: there is no option "step"; the options are stride, ahead.'], // prettier-ignore
  [() => numbered(9).shard(3, 3), 'Table.shard: rank must be a whole number from 0 to 2, got 3.'],
  [
    () => numbered(9).folds(10),
    'kFold: the number of folds must be whole, from 2 to 9, the rows there are, got 10.',
  ],
] as [() => unknown, string][])('bad input %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});
