import { ArgumentError, describe } from '@thaw/backend';

import type { NumberData, TextData } from './columns.ts';

/** A column that grows: its values row by row, and how messages call each row. */
export interface Column {
  readonly name: string;
  readonly fields: readonly string[];
  /** Whether it is named as one field: its shape is then [rows], else [rows, fields]. */
  readonly single: boolean;
  readonly as: 'numbers' | 'classes' | 'texts' | undefined;
  readonly classes: readonly string[] | undefined;
  readonly values: unknown[];
  readonly rows: string[];
}

/** A number as people and programs write it: no hexadecimal, no words. */
const numeral = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/** The column that the values make: numbers, numbers of classes, or texts. */
export function finishColumn(owner: string, column: Column): NumberData | TextData {
  const { fields, single, values, rows } = column;
  const shape = single ? [rows.length] : [rows.length, fields.length];
  if (column.as === 'texts') return { data: values.map(String), shape };
  if ((column.as ?? kindOf(owner, column)) === 'classes') return { ...toClasses(owner, column), shape };
  const data = new Float32Array(values.length);
  for (let i = 0; i < data.length; i++) {
    const number = typeof values[i] === 'boolean' ? Number(values[i]) : numberOf(values[i]);
    if (number === undefined) {
      throw new ArgumentError(
        `${owner}: ${rows[Math.floor(i / fields.length)]} has ${describe(values[i])} in '${fields[i % fields.length]}' where a number should be.`,
      );
    }
    data[i] = number;
  }
  return { data, shape };
}

/** Numbers, if all values are, and classes, if none is. */
function kindOf(owner: string, { name, values, rows, fields }: Column): 'numbers' | 'classes' {
  const number = values.findIndex((value) => numberOf(value) !== undefined);
  const text = values.findIndex((value) => numberOf(value) === undefined);
  if (number < 0) return values.length === 0 ? 'numbers' : 'classes';
  if (text < 0) return 'numbers';
  throw new ArgumentError(
    `${owner}: '${fields[0]}' holds numbers, such as ${describe(values[number])} in ${rows[number]}, and others, such as ${describe(values[text])} in ` +
      `${rows[text]}; say what it is: ${name}: { fields: '${fields[0]}', as: 'classes' } or as: 'numbers'.`,
  );
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) || Number.isNaN(value) ? value : undefined;
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'string' && numeral.test(value) ? Number(value) : undefined;
}

function toClasses(
  owner: string,
  { classes: given, values, rows, fields }: Column,
): { data: Int32Array; classes: readonly string[] } {
  const classes = given ?? [...new Set(values.map(String))].sort(numbersFirst);
  const ids = new Map(classes.map((name, id) => [name, id]));
  const data = Int32Array.from(values, (value, row) => {
    const id = ids.get(String(value));
    if (id !== undefined) return id;
    throw new ArgumentError(
      `${owner}: ${rows[row]} has ${describe(value)} in '${fields[0]}', which is none of the classes ${classes.join(', ')}.`,
    );
  });
  return { data, classes };
}

/** Numerals by their value, before other texts by their letters: the same order on every machine. */
function numbersFirst(a: string, b: string): number {
  const [first, second] = [numeral.test(a), numeral.test(b)];
  if (first && second && Number(a) !== Number(b)) return Number(a) - Number(b);
  if (first !== second) return first ? -1 : 1;
  return a < b ? -1 : Number(a > b);
}
