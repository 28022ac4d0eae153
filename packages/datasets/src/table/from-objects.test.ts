import { ArgumentError } from '@thaw/backend';
import { expect, test } from 'vitest';

import { Table } from '../index.ts';

const leaves = [
  { width: 1, height: '2.5', kind: 'oak', note: 'old' },
  { width: '3', height: 1e-3, kind: 'ash', note: '' },
  { width: 5n, height: '-4e1', kind: 'oak', note: '7' },
];

test('fields side by side are numbers, a field of texts is classes, sorted, with their names', () => {
  const table = Table.fromObjects(leaves, { input: ['width', 'height'], target: 'kind', width: 'width' });
  expect(table.columns).toEqual({
    input: { data: Float32Array.of(1, 2.5, 3, 0.001, 5, -40), shape: [3, 2] },
    target: { data: Int32Array.of(1, 0, 1), shape: [3], classes: ['ash', 'oak'] },
    width: { data: Float32Array.of(1, 3, 5), shape: [3] },
  });
  expect(table.select([1]).column('target')).toEqual({
    data: Int32Array.of(0),
    shape: [1],
    classes: ['ash', 'oak'],
  });
});

test('what a field is can be said: texts, classes of numbers in their order, given classes, one number a row of width 1', () => {
  const rows = [10, 9, 10, 100].map((label) => ({ label }));
  const table = Table.fromObjects(rows, {
    text: { fields: 'label', as: 'texts' },
    target: { fields: 'label', as: 'classes' },
    given: { fields: 'label', as: 'classes', classes: ['100', '10', '9'] },
    input: ['label'],
  });
  expect(table.column('text')).toEqual({ data: ['10', '9', '10', '100'], shape: [4] });
  expect(table.column('target').classes).toEqual(['9', '10', '100']);
  expect([...table.column('target').data]).toEqual([1, 0, 1, 2]);
  expect([...table.column('given').data]).toEqual([1, 2, 1, 0]);
  expect(table.column('input').shape).toEqual([4, 1]);
});

test('missing values are refused, dropped with their row, kept as NaN or filled', () => {
  const rows = [
    { a: 1, b: 'x' },
    { a: '?', b: 'y' },
    { a: undefined, b: 'x' },
    { a: NaN, b: 'y' },
    { a: 4, b: 'x' },
  ];
  const read = (missing: 'drop' | 'nan' | number) =>
    Table.fromObjects(rows, { input: ['a'], target: 'b' }, { missing }).columns;
  expect([...read('drop').input.data]).toEqual([1, 4]);
  expect([...read('drop').target.data]).toEqual([0, 0]);
  expect([...read('nan').input.data]).toEqual([1, NaN, NaN, NaN, 4]);
  expect([...read(-1).input.data]).toEqual([1, -1, -1, -1, 4]);
  expect(read(0).target.classes).toEqual(['x', 'y']);
  const other = Table.fromObjects(
    [{ a: '-' }, { a: '5' }],
    { input: 'a' },
    { missing: 'drop', missingValues: ['-'] },
  );
  expect(other.rows).toBe(1);
});

const read = Table.fromObjects;
test.each([
  [() => read([{ a: 1 }, { a: '' }], { input: ['a'] }), "Table.fromObjects: row 1 has no value in 'a'; pass { missing: 'drop' } to leave such rows out, or 'nan' or a number to fill the place."], // prettier-ignore
  [() => read([{ a: null }], { t: { fields: 'a', as: 'classes' } }, { missing: 0 }), "Table.fromObjects: row 0 has no value in 'a'; pass { missing: 'drop' } to leave such rows out."], // prettier-ignore
  [() => read([{ a: 1 }, { a: 'x' }], { input: ['a'] }), "Table.fromObjects: row 1 has the string 'x' in 'a' where a number should be."], // prettier-ignore
  [() => read([{ a: '0x10' }], { input: ['a'] }), "Table.fromObjects: row 0 has the string '0x10' in 'a' where a number should be."], // prettier-ignore
  [() => read([{ a: Infinity }], { input: ['a'] }), "Table.fromObjects: row 0 has Infinity in 'a' where a number should be."], // prettier-ignore
  [() => read([{ a: 1 }, { a: 'x' }], { t: 'a' }), "Table.fromObjects: 'a' holds numbers, such as 1 in row 0, and others, such as the string 'x' in row 1; say what it is: t: { fields: 'a', as: 'classes' } or as: 'numbers'."], // prettier-ignore
  [() => read([{ a: 'x' }], { t: { fields: 'a', as: 'classes', classes: ['y', 'z'] } }), "Table.fromObjects: row 0 has the string 'x' in 'a', which is none of the classes y, z."], // prettier-ignore
  [() => read([{ a: 1 }], { input: ['b'] }), "Table.fromObjects: row 0 has no value in 'b'; pass { missing: 'drop' } to leave such rows out, or 'nan' or a number to fill the place."], // prettier-ignore
  [() => read([{ a: 1 }], { input: ['b'] }, { missing: 0 }), "Table.fromObjects: no row has a field 'b'."],
  [() => read([{ a: 1 }], {}), "Table.fromObjects: name at least one column and its fields, such as { input: ['a', 'b'], target: 'c' }."], // prettier-ignore
  [() => read([{ a: 1 }], { input: [] }), "Table.fromObjects: column 'input' must name a field or several, or be { fields, as }, got an array of 0."], // prettier-ignore
  [() => read([{ a: 1 }], { input: { fields: 'a', as: 'number' as never } }), "Table.fromObjects: column 'input' is read as 'numbers', 'classes' or 'texts', got the string 'number'."], // prettier-ignore
  [() => read([{ a: 1 }], { t: { fields: ['a', 'b'], as: 'classes' } }), "Table.fromObjects: the classes of column 't' stand in one field, got 2."], // prettier-ignore
  [() => read([1 as never], { input: 'a' }), 'Table.fromObjects: row 0 must be an object, got 1.'],
  [() => read([{ a: 1 }], { input: 'a' }, { missing: 'mean' as never }), "Table.fromObjects: missing is 'error', 'drop', 'nan' or a number, got the string 'mean'."], // prettier-ignore
  [() => read([{ a: 1 }], { input: 'a' }, { nan: 1 } as never), 'Table.fromObjects: there is no option "nan"; the options are missing, missingValues.'], // prettier-ignore
] as [() => unknown, string][])('bad input %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});
