import type { LabelledColumns } from '../table/columns.ts';
import { Table } from '../table/table.ts';

/** Decimals packed without loss, as scripts/make-figures.mjs writes them. */
export interface DecimalFigures {
  /** sha256 of the unpacked figures: float32 row by row from the lowest byte on, then the labels, one uint8 each. */
  readonly sha256: string;
  /** How many digits each column has after its point. */
  readonly decimals: readonly number[];
  /** The least of each column, as a whole number of its last digit. */
  readonly least: readonly number[];
  /** How many bits each column takes: they hold what a figure has above the least, the highest first. */
  readonly bits: readonly number[];
  /** One digit a row; line breaks mean nothing. */
  readonly labels: string;
  /** The bits of all figures, row by row, in base64. */
  readonly packed: string;
}

/**
 * The table that was packed: input [rows, columns], each figure the float32 nearest to its decimal; target [rows].
 *
 * A whole number divided by a power of ten is rounded once, so it is the number that its decimal text means.
 */
export function unpackDecimals({
  decimals,
  least,
  bits,
  labels,
  packed,
}: DecimalFigures): Table<LabelledColumns> {
  const target = Int32Array.from(labels.replaceAll('\n', ''), Number);
  const bytes = atob(packed);
  const width = bits.length;
  const input = new Float32Array(target.length * width);
  let position = 0;
  for (let i = 0; i < input.length; i++) {
    const column = i % width;
    let whole = 0;
    for (const end = position + bits[column]!; position < end; position++) {
      whole = 2 * whole + ((bytes.charCodeAt(position >> 3) >> (7 - (position & 7))) & 1);
    }
    input[i] = (whole + least[column]!) / 10 ** decimals[column]!;
  }
  return new Table({
    input: { data: input, shape: [target.length, width] },
    target: { data: target, shape: [target.length] },
  });
}
