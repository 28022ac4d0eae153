import { ArgumentError, checkOptions, describe } from '@thaw/backend';

import type { FloatData, IntegerData, NumberData, TextData } from './columns.ts';
import { type Column, finishColumn } from './finish-fields.ts';

/** The numbers of classes, [rows], and the name of each. */
export interface ClassData extends IntegerData {
  readonly classes: readonly string[];
}

/**
 * What a column is made of: the name of a field, or the names of several whose numbers stand side by side; and as what, where the
 * values should not say it themselves.
 */
export type FieldSpec = string | readonly string[] | ExplicitFields;

/** Fields, and as what they are read. */
export interface ExplicitFields {
  readonly fields: string | readonly string[];
  /** float32 numbers, int32 numbers of classes, or texts. */
  readonly as: 'numbers' | 'classes' | 'texts';
  /** The classes, in the order of their numbers, of which every value must be one. Default: those found, sorted. */
  readonly classes?: readonly string[];
}

/** The columns that fields make. */
export type FieldColumns<Specs> = { readonly [Name in keyof Specs]: FieldColumn<Specs[Name]> };

type FieldColumn<Spec> = Spec extends { readonly as: infer As }
  ? As extends 'classes'
    ? ClassData
    : As extends 'texts'
      ? TextData
      : FloatData
  : Spec extends readonly string[]
    ? FloatData
    : NumberData;

/** What is done where a value is missing: empty, null, undefined or not a number. */
export interface MissingOptions {
  /**
   * 'error' says where; 'drop' leaves out the row; 'nan' keeps the place, for `normalization` to fill with the mean of what is learnt
   * from; a number stands in its place. Default 'error'.
   */
  readonly missing?: 'error' | 'drop' | 'nan' | number;
  /** Texts that mean that a value is missing. Default '', 'NA', 'NaN', 'null' and '?'. */
  readonly missingValues?: readonly string[];
}

/** Columns of a table that grow by rows. */
export class FieldReader<const Specs extends Readonly<Record<string, FieldSpec>>> {
  readonly #columns: Column[];
  readonly #owner: string;
  readonly #missing: 'error' | 'drop' | 'nan' | number;
  readonly #absent: ReadonlySet<unknown>;

  constructor(owner: string, specs: Specs, options: MissingOptions) {
    const { missing = 'error', missingValues = ['', 'NA', 'NaN', 'null', '?'] } = options;
    if (!['error', 'drop', 'nan'].includes(missing as string) && !Number.isFinite(missing)) {
      throw new ArgumentError(
        `${owner}: missing is 'error', 'drop', 'nan' or a number, got ${describe(missing)}.`,
      );
    }
    this.#owner = owner;
    this.#missing = missing;
    this.#absent = new Set<unknown>([undefined, null, ...missingValues]);
    this.#columns = Object.entries(specs).map(([name, spec]) => columnOf(owner, name, spec));
    if (this.#columns.length === 0) {
      throw new ArgumentError(
        `${owner}: name at least one column and its fields, such as { input: ['a', 'b'], target: 'c' }.`,
      );
    }
  }

  /** The fields that are read. */
  get fields(): string[] {
    return [...new Set(this.#columns.flatMap(({ fields }) => fields))];
  }

  /** One more row. @param valueOf the value of a field. @param where how messages call the row. */
  push(valueOf: (field: string) => unknown, where: string): void {
    const row = this.#columns.map((column) => {
      return column.fields.map((field) => this.#value(column, field, valueOf(field), where));
    });
    if (row.some((values) => values.includes(dropped))) return;
    for (const [i, column] of this.#columns.entries()) {
      column.values.push(...row[i]!);
      column.rows.push(where);
    }
  }

  /** The columns of the rows there were. */
  columns(): FieldColumns<Specs> {
    const entries = this.#columns.map((column) => [column.name, finishColumn(this.#owner, column)]);
    return Object.fromEntries(entries) as FieldColumns<Specs>;
  }

  #value({ as }: Column, field: string, value: unknown, where: string): unknown {
    const bare = typeof value === 'string' && as !== 'texts' ? value.trim() : value;
    const absent = as === 'texts' ? bare === undefined || bare === null : this.#absent.has(bare);
    if (!absent && !Number.isNaN(bare)) return bare;
    if (this.#missing === 'drop') return dropped;
    if (this.#missing === 'error' || as === 'classes' || as === 'texts') {
      throw new ArgumentError(
        `${this.#owner}: ${where} has no value in '${field}'; pass { missing: 'drop' } to leave such rows out` +
          (as === undefined || as === 'numbers' ? ", or 'nan' or a number to fill the place." : '.'),
      );
    }
    return this.#missing === 'nan' ? NaN : this.#missing;
  }
}

const dropped: unique symbol = /* @__PURE__ */ Symbol('dropped');

function columnOf(owner: string, name: string, spec: FieldSpec): Column {
  const explicit = typeof spec === 'object' && !Array.isArray(spec) ? (spec as ExplicitFields) : undefined;
  if (explicit) checkOptions(owner, explicit, ['fields', 'as', 'classes']);
  const given = explicit ? explicit.fields : (spec as string | readonly string[]);
  const fields = typeof given === 'string' ? [given] : given;
  if (!Array.isArray(fields) || fields.length === 0 || !fields.every((field) => typeof field === 'string')) {
    throw new ArgumentError(
      `${owner}: column '${name}' must name a field or several, or be { fields, as }, got ${describe(spec)}.`,
    );
  }
  const as = explicit?.as ?? (typeof given === 'string' ? undefined : 'numbers');
  if (as !== undefined && !['numbers', 'classes', 'texts'].includes(as)) {
    throw new ArgumentError(
      `${owner}: column '${name}' is read as 'numbers', 'classes' or 'texts', got ${describe(as)}.`,
    );
  }
  if (as === 'classes' && fields.length > 1) {
    throw new ArgumentError(
      `${owner}: the classes of column '${name}' stand in one field, got ${fields.length}.`,
    );
  }
  return {
    name,
    fields,
    single: typeof given === 'string',
    as,
    classes: explicit?.classes,
    values: [],
    rows: [],
  };
}
