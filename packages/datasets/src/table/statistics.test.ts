import { ArgumentError, Random } from '@thaw/backend';
import { expect, test } from 'vitest';

import { classCounts, normalization, statistics, Table } from '../index.ts';

const table = new Table({
  input: { data: Float32Array.of(1, 10, 3, NaN, 5, 30), shape: [3, 2] },
  image: { data: Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), shape: [3, 2, 2] },
  target: { data: Int32Array.of(2, 0, 2), shape: [3], classes: ['a', 'b', 'c'] },
  text: { data: ['x', 'y', 'z'], shape: [3] },
});

test('of 1, 3, 5 the mean is 3 and the deviation √(8/3); what is missing is counted and left out', () => {
  const found = statistics(table, 'input');
  expect(found.mean).toEqual(Float64Array.of(3, 20));
  expect(found.standardDeviation).toEqual(Float64Array.of(Math.sqrt(8 / 3), 10));
  expect(found.minimum).toEqual(Float64Array.of(1, 10));
  expect(found.maximum).toEqual(Float64Array.of(5, 30));
  expect([found.count, found.missing]).toEqual([Float64Array.of(3, 2), Float64Array.of(0, 1)]);
});

test('per feature each place of a row, per channel the last axis, all together one figure', () => {
  expect(statistics(table, 'image').mean).toEqual(Float64Array.of(4, 5, 6, 7));
  expect(statistics(table, 'image', { per: 'channel' }).mean).toEqual(Float64Array.of(5, 6));
  expect(statistics(table, 'image', { per: 'all' }).mean).toEqual(Float64Array.of(5.5));
  expect(statistics(table, 'target', { per: 'channel' }).maximum).toEqual(Float64Array.of(2));
});

test('a small deviation beside a large mean is not lost', () => {
  const data = Int32Array.from({ length: 1000 }, (_, i) => 2_000_000_000 + (i % 2));
  const { standardDeviation } = statistics(new Table({ input: { data, shape: [1000] } }), 'input');
  expect(standardDeviation[0]).toBeCloseTo(0.5, 9);
});

test('rows are counted by class, also those that have none', () => {
  expect([...classCounts(table, 'target')]).toEqual([['a', 1], ['b', 0], ['c', 2]]); // prettier-ignore
  const unnamed = new Table({ target: { data: Int32Array.of(3, 1, 3), shape: [3] } });
  expect([...classCounts(unnamed, 'target')]).toEqual([[1, 1], [3, 2]]); // prettier-ignore
});

test('normalized by the figures of what is learnt from, others by the same, and back', () => {
  const random = new Random(1);
  const all = new Table({ input: { data: random.normal(3000, 5, 3), shape: [1000, 3] } });
  const { training, test: held } = all.split({ test: 0.5 }, { random });
  const normal = normalization(training, 'input');
  const learnt = statistics(normal.apply(training), 'input');
  for (const g of [0, 1, 2]) {
    expect(learnt.mean[g]).toBeCloseTo(0, 6);
    expect(learnt.standardDeviation[g]).toBeCloseTo(1, 6);
  }
  const judged = normal.apply(held);
  const first = held.column('input').data[0]!;
  expect(judged.column('input').data[0]).toBe(Math.fround((first - normal.mean[0]!) / normal.scale[0]!));
  expect(Math.abs(statistics(judged, 'input').mean[0]!)).toBeGreaterThan(1e-4); // not by its own mean
  const back = normal.invert(judged.column('input'));
  expect(back.shape).toEqual([500, 3]);
  for (const [i, value] of back.data.entries()) expect(value).toBeCloseTo(held.column('input').data[i]!, 4);
});

test('what is missing becomes the mean, what never changes 0; bytes become float32, other columns stay', () => {
  const constant = table.map(({ input, target }) => ({ input: [...input, 7], target }));
  const applied = normalization(constant, 'input').apply(constant);
  const [deviation, half] = [Math.sqrt(8 / 3), Math.fround];
  expect(applied.column('input').data).toEqual(Float32Array.of(half(-2 / deviation), -1, 0, 0, 0, 0, half(2 / deviation), 1, 0)); // prettier-ignore
  expect(applied.column('target').classes).toEqual(['a', 'b', 'c']);
  const images = normalization(table, 'image', { per: 'all' });
  expect(images.apply(table).column('image').data).toBeInstanceOf(Float32Array);
  const channels = normalization(table, 'image', { per: 'channel' });
  const larger = { data: Float32Array.of(0, 0, 1, 1), shape: [1, 2, 1, 2] };
  expect(channels.invert(larger).data).toEqual(Float32Array.from([5, 6, 5 + channels.scale[0]!, 6 + channels.scale[1]!])); // prettier-ignore
});

const missing = new Table({ input: { data: Float32Array.of(1, NaN), shape: [1, 2] } });
test.each([
  [() => statistics(table, 'text'), "statistics: the column 'text' holds texts, not numbers."],
  [() => statistics(table, 'none' as never), "Table.column: there is no column 'none'; the columns are 'input', 'image', 'target', 'text'."], // prettier-ignore
  [() => statistics(table, 'input', { per: 'row' as never }), "statistics: per is 'feature', 'channel' or 'all', got the string 'row'."], // prettier-ignore
  [
    () => classCounts(table, 'input'),
    "classCounts: the column 'input' must have one class a row, [rows], got [3, 2].",
  ],
  [() => classCounts(missing.map(() => ({ a: 0.5 })), 'a'), "classCounts: row 0 of 'a' is 0.5; classes are whole numbers from 0 on."], // prettier-ignore
  [() => normalization(table.take(0), 'input'), 'normalization: the table is empty; there is nothing to learn a mean from.'], // prettier-ignore
  [() => normalization(missing, 'input'), "normalization: feature 1 of 'input' is missing in every row; leave the field out."], // prettier-ignore
  [() => normalization(table, 'input').invert(table.column('image')), "normalization: expected rows of shape [2], as the mean of 'input' is of, got [2, 2]."], // prettier-ignore
  [() => normalization(table, 'input').apply({} as never), 'normalization: apply takes a table, got an object with no fields.'], // prettier-ignore
] as [() => unknown, string][])('bad input %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});
