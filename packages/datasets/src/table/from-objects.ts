import { ArgumentError, checkOptions, describe } from '@thaw/backend';

import { type FieldColumns, FieldReader, type FieldSpec, type MissingOptions } from './fields.ts';

/** The columns of objects, a row each. */
export function columnsOfObjects<const Specs extends Readonly<Record<string, FieldSpec>>>(
  rows: Iterable<object>,
  specs: Specs,
  options: MissingOptions,
): FieldColumns<Specs> {
  const owner = 'Table.fromObjects';
  checkOptions(owner, options, ['missing', 'missingValues']);
  const reader = new FieldReader(owner, specs, options);
  const seen = new Set<string>();
  let index = 0;
  for (const row of rows) {
    if (typeof row !== 'object' || row === null) {
      throw new ArgumentError(`${owner}: row ${index} must be an object, got ${describe(row)}.`);
    }
    for (const field of reader.fields) if (field in row) seen.add(field);
    const values = row as Readonly<Record<string, unknown>>;
    reader.push((field) => values[field], `row ${index}`);
    index += 1;
  }
  const missing = reader.fields.find((field) => !seen.has(field));
  if (index > 0 && missing !== undefined) {
    throw new ArgumentError(`${owner}: no row has a field '${missing}'.`);
  }
  return reader.columns();
}
