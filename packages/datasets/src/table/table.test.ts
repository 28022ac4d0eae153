import { ArgumentError, Random, seed } from '@thaw/backend';
import { expect, test } from 'vitest';

import { Table, type TableColumns } from '../index.ts';

/** Five rows: 0 … 4 as input, their squares as target, 10 … 14 as writer. */
const squares = () =>
  new Table({
    input: { data: Float32Array.of(0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5), shape: [5, 2] },
    target: { data: Int32Array.of(0, 1, 4, 9, 16), shape: [5] },
    writer: { data: Uint8Array.of(10, 11, 12, 13, 14), shape: [5, 1, 1] },
  });

const fail = (columns: unknown): (() => unknown) => {
  return () => new Table(columns as TableColumns);
};

test('selecting rows 3, 0, 3 takes them from every column, in that order and each of its own kind', () => {
  const table = squares().select([3, 0, 3]);
  expect(table.rows).toBe(3);
  expect(table.columns).toEqual({
    input: { data: Float32Array.of(3, 3.5, 0, 0.5, 3, 3.5), shape: [3, 2] },
    target: { data: Int32Array.of(9, 0, 9), shape: [3] },
    writer: { data: Uint8Array.of(13, 10, 13), shape: [3, 1, 1] },
  });
});

test('a slice is the same rows as a selection, and take is a slice from the start', () => {
  expect(squares().slice(1, 3).columns).toEqual(squares().select([1, 2]).columns);
  expect(squares().slice(3).columns).toEqual(squares().select([3, 4]).columns);
  expect(squares().take(2).columns).toEqual(squares().select([0, 1]).columns);
  expect(squares().take(0).columns.input.shape).toEqual([0, 2]);
});

test('what is done to the numbers of a part does not reach the table', () => {
  const table = squares();
  table.slice(0, 2).column('target').data.fill(99);
  table.select([2]).column('target').data.fill(99);
  table.batches(5, { shuffle: false }).epoch(0)[Symbol.iterator]().next().value?.target.data.fill(99);
  expect([...table.column('target').data]).toEqual([0, 1, 4, 9, 16]);
});

test('columns and shapes are frozen', () => {
  const { columns } = squares();
  expect([columns, columns.input, columns.input.shape].every((part) => Object.isFrozen(part))).toBe(true);
});

test('texts and the names of classes stay with their rows', () => {
  const table = new Table({
    text: { data: ['a', 'b', 'c', 'd', 'e', 'f'], shape: [3, 2] },
    target: { data: Int32Array.of(1, 0, 1), shape: [3], classes: ['no', 'yes'] },
  });
  expect(table.select([2, 0]).columns).toEqual({
    text: { data: ['e', 'f', 'a', 'b'], shape: [2, 2] },
    target: { data: Int32Array.of(1, 1), shape: [2], classes: ['no', 'yes'] },
  });
  expect(table.slice(1).column('text')).toEqual({ data: ['c', 'd', 'e', 'f'], shape: [2, 2] });
  expect(table.select([0]).column('target').classes).toEqual(['no', 'yes']);
  const { training } = table.split({ test: 0.4 }, { stratify: 'text' });
  expect(training.rows).toBe(2);
});

test('rows are copied bit by bit, whatever their width and where their memory begins', () => {
  const bits = new Float32Array(Uint32Array.of(0x7fc12345, 0xff800001, 1).buffer);
  const floats = new Table({ input: { data: bits, shape: [3] } }).select([1, 0]).column('input').data;
  expect([...new Uint32Array(floats.buffer)]).toEqual([0xff800001, 0x7fc12345]);
  for (const offset of [0, 1, 4]) {
    for (const width of [1, 3, 4, 8]) {
      const data = new Uint8Array(new ArrayBuffer(64), offset, 3 * width);
      for (const i of data.keys()) data[i] = i;
      const selected = new Table({ input: { data, shape: [3, width] } }).select([2, 1]);
      expect([...selected.column('input').data]).toEqual([
        ...data.slice(2 * width),
        ...data.slice(width, 2 * width),
      ]);
    }
  }
});

test('shuffling holds every row once, in an order that the generator fixes', () => {
  const target = (table: ReturnType<typeof squares>): number[] => [...table.column('target').data];
  const shuffled = squares().shuffle(new Random(1));
  expect(target(shuffled)).not.toEqual(target(squares()));
  expect(target(shuffled).sort((a, b) => a - b)).toEqual(target(squares()));
  expect(target(squares().shuffle(new Random(1)))).toEqual(target(shuffled));
  seed(7);
  const first = target(squares().shuffle());
  seed(7);
  expect(target(squares().shuffle())).toEqual(first);
});

test.each([
  [fail({}), 'Table: needs at least one column, such as { input: { data, shape } }.'],
  [
    fail({ input: { data: [1, 2], shape: [2] } }),
    "Table: the data of column 'input' must be a Float32Array, Int32Array or Uint8Array, so that its tensor has a dtype, or an array of texts.",
  ],
  [
    fail({ input: { data: new Float32Array(1), shape: [] } }),
    "Table: the shape of column 'input' must be whole numbers, the rows first, got [].",
  ],
  [
    fail({ input: { data: new Float32Array(3), shape: [1.5, 2] } }),
    "Table: the shape of column 'input' must be whole numbers, the rows first, got [1.5, 2].",
  ],
  [
    fail({ input: { data: new Float32Array(7), shape: [4, 2] } }),
    "Table: column 'input' has 7 numbers where its shape [4, 2] holds 8.",
  ],
  [
    fail({
      input: { data: new Float32Array(8), shape: [4, 2] },
      target: { data: new Int32Array(3), shape: [3] },
    }),
    "Table: column 'target' has 3 rows and 'input' has 4; all columns of a table need the same number of rows.",
  ],
  [
    () => squares().column('label' as 'target'),
    "Table.column: there is no column 'label'; the columns are 'input', 'target', 'writer'.",
  ],
  [
    () => squares().split({ validation: 0.4 }, { stratify: 'toString' as 'target' }),
    "Table.column: there is no column 'toString'; the columns are 'input', 'target', 'writer'.",
  ],
  [() => squares().select([0, 5]), 'Table.select: there is no row 5 in a table of 5 rows, counted from 0.'],
  [() => squares().select([0.5]), 'Table.select: there is no row 0.5 in a table of 5 rows, counted from 0.'],
  [
    () => squares().slice(3, 2),
    'Table.slice: begin and end must be whole numbers from 0 to 5, begin not the greater, got 3 and 2.',
  ],
  [
    () => squares().slice(-1),
    'Table.slice: begin and end must be whole numbers from 0 to 5, begin not the greater, got -1 and 5.',
  ],
  [
    () => squares().take(6),
    'Table.take: count must be a whole number from 0 to 5, the rows there are, got 6.',
  ],
])('bad input %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});
