import { ArgumentError } from '@thaw/backend';

import type { FloatData } from '../table/columns.ts';
import { Table } from '../table/table.ts';

/** What bars and stripes are: images alone, with nothing to be told. */
export type BarsAndStripesColumns = {
  /** Shape [patterns, side·side], 0 or 1. */
  readonly input: FloatData;
};

/**
 * Bars and stripes: every image in which each row is of one colour, or each column is. The task on which Boltzmann
 * machines are tested, since all of their distribution is known: 2·2^side − 2 patterns, each as likely as the others, so
 * that no model gives them a mean log-likelihood above −ln(patterns).
 *
 * Shapes: input [2·2^side − 2, side·side], row by row, 0 or 1; for side 3, 14 patterns of 9 pixels.
 *
 * @throws {ArgumentError} when side is not a whole number from 2 to 12.
 * @see MacKay 2003, "Information Theory, Inference, and Learning Algorithms", chapter 43
 * @see Fischer and Igel 2010, https://doi.org/10.1007/978-3-642-15825-4_26
 * @example
 * ```ts
 * import { barsAndStripes } from '@thaw/datasets';
 *
 * console.log(barsAndStripes(3).rows); // 14
 * ```
 */
export function barsAndStripes(side = 3): Table<BarsAndStripesColumns> {
  if (!Number.isInteger(side) || side < 2 || side > 12) {
    throw new ArgumentError(`barsAndStripes: side must be a whole number from 2 to 12, got ${String(side)}.`);
  }
  const pixels = side * side;
  const everyWay = Array.from({ length: 2 ** side }, (_, bits) => bits);
  const stripes = everyWay.map((bits) => image(pixels, (i) => bits >> Math.floor(i / side)));
  // Bars of one colour throughout are stripes too, and count once.
  const bars = everyWay.slice(1, -1).map((bits) => image(pixels, (i) => bits >> (i % side)));
  const data = Float32Array.from([...stripes, ...bars].flat());
  return new Table({ input: { data, shape: [data.length / pixels, pixels] } });
}

/** The lowest bit for each pixel. */
function image(pixels: number, bits: (pixel: number) => number): number[] {
  return Array.from({ length: pixels }, (_, pixel) => bits(pixel) & 1);
}
