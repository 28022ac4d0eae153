import { ArgumentError, Random, seed } from '@thaw/backend';
import { expect, test } from 'vitest';

import { Table, xor } from '../index.ts';

/** Rows 0 … count − 1 as input, twice that as target. */
const numbered = (count: number) =>
  new Table({
    input: { data: Int32Array.from({ length: count }, (_, row) => row), shape: [count] },
    target: { data: Float32Array.from({ length: count }, (_, row) => 2 * row), shape: [count, 1] },
  });

type Inputs = Iterable<{ readonly input: { readonly data: ArrayLike<number> } }>;
const inputs = (batches: Inputs): number[] => [...batches].flatMap((batch) => Array.from(batch.input.data));

test('in order, five rows in batches of two are rows 0 1, 2 3 and 4', () => {
  const batches = numbered(5).batches(2, { shuffle: false });
  expect(batches.length).toBe(3);
  expect([...batches.epoch(0)]).toEqual([
    {
      input: { data: Int32Array.of(0, 1), shape: [2] },
      target: { data: Float32Array.of(0, 2), shape: [2, 1] },
    },
    {
      input: { data: Int32Array.of(2, 3), shape: [2] },
      target: { data: Float32Array.of(4, 6), shape: [2, 1] },
    },
    { input: { data: Int32Array.of(4), shape: [1] }, target: { data: Float32Array.of(8), shape: [1, 1] } },
  ]);
});

test('without the remainder, five rows in batches of two are two batches', () => {
  const batches = numbered(5).batches(2, { shuffle: false, dropRemainder: true });
  expect(batches.length).toBe(2);
  expect(inputs(batches.epoch(0))).toEqual([0, 1, 2, 3]);
});

test('every epoch holds every row exactly once, each row with its own target', () => {
  const batches = numbered(100).batches(32, { random: new Random(1) });
  for (const epoch of [0, 1, 2]) {
    const seen = inputs(batches.epoch(epoch));
    expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, row) => row));
    for (const { input, target } of batches.epoch(epoch)) {
      expect(Array.from(target.data)).toEqual(Array.from(input.data, (row) => 2 * row));
    }
  }
});

test('epoch e is the permutation of random.fork(e), whenever and however often it is asked for', () => {
  const batches = numbered(100).batches(32, { random: new Random(1) });
  const second = inputs(batches.epoch(1));
  expect(second).toEqual([...new Random(1).fork(1).permutation(100)]);
  expect(inputs(batches.epoch(0))).not.toEqual(second);
  expect(inputs(batches.epoch(1))).toEqual(second);
  expect(
    inputs(
      numbered(100)
        .batches(7, { random: new Random(1) })
        .epoch(1),
    ),
  ).toEqual(second);
});

test('a loop over the batches is an epoch, the next loop the next epoch', () => {
  const batches = numbered(20).batches(8, { random: new Random(1) });
  expect(inputs(batches)).toEqual(inputs(batches.epoch(0)));
  expect(inputs(batches)).toEqual(inputs(batches.epoch(1)));
});

test('the shared generator is asked when the batches are made: the same seed gives the same batches', () => {
  seed(7);
  const first = numbered(20).batches(8);
  const second = numbered(20).batches(8);
  seed(7);
  const again = numbered(20).batches(8);
  expect(inputs(first.epoch(3))).toEqual(inputs(again.epoch(3)));
  expect(inputs(first.epoch(3))).not.toEqual(inputs(second.epoch(3)));
});

test('batches of rows of any shape keep it, and have every column', () => {
  const table = new Table({
    input: { data: new Float32Array(3 * 4).map((_, i) => i), shape: [3, 2, 2, 1] },
    writer: { data: Uint8Array.of(7, 8, 9), shape: [3] },
  });
  const [, last] = [...table.batches(2, { shuffle: false }).epoch(0)];
  expect(last).toEqual({
    input: { data: Float32Array.of(8, 9, 10, 11), shape: [1, 2, 2, 1] },
    writer: { data: Uint8Array.of(9), shape: [1] },
  });
});

test.each([
  [() => xor().batches(0), 'Table.batches: size must be a whole number from 1 on, got 0.'],
  [() => xor().batches(1.5), 'Table.batches: size must be a whole number from 1 on, got 1.5.'],
  [() => xor().take(0).batches(2), 'Table.batches: the table is empty; batches need at least one row.'],
  [
    () => new Table({ x: { data: new Float32Array(2), shape: [2] } }).batches(1),
    "Table.batches: there is no column 'input' to learn from; the columns are 'x'.",
  ],
  [
    () => new Table({ input: { data: ['a'], shape: [1] } }).batches(1),
    "Table.batches: the column 'input' holds texts, and a model learns from numbers; turn them into numbers, or give the column another name.",
  ],
  [
    () => xor().batches(8, { dropRemainder: true }),
    'Table.batches: 4 rows make no whole batch of 8 and dropRemainder leaves them out; take a smaller size.',
  ],
  [() => xor().batches(2).epoch(-1), 'TableBatches.epoch: index must be a whole number from 0 on, got -1.'],
])('bad input %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});
