import type { IntegerData, TextData } from '../table/columns.ts';
import { Table } from '../table/table.ts';

/** Texts and the class of each: text [rows], to be made numbers by a tokenizer, and target [rows] with the names of the classes. */
export type LabelledTextColumns = {
  readonly text: TextData;
  readonly target: IntegerData & { readonly classes: readonly string[] };
};

/** Two texts a row, [rows] each: one to read, and what is to be written for it. */
export type TextPairColumns = {
  readonly source: TextData;
  readonly target: TextData;
};

/** A table of the texts of each class in turn. */
export function labelledTexts(
  texts: readonly (readonly string[])[],
  classes: readonly string[],
): Table<LabelledTextColumns> {
  const rows = texts.reduce((total, { length }) => total + length, 0);
  const labels = new Int32Array(rows);
  let row = 0;
  for (const [label, { length }] of texts.entries()) labels.fill(label, row, (row += length));
  return new Table({
    text: { data: texts.flat(), shape: [rows] },
    target: { data: labels, shape: [rows], classes },
  });
}

/** A table of pairs. */
export function textPairs(source: readonly string[], target: readonly string[]): Table<TextPairColumns> {
  return new Table({
    source: { data: source, shape: [source.length] },
    target: { data: target, shape: [target.length] },
  });
}
