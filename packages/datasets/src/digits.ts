import type { DatasetCard } from './dataset-card.ts';
import { digitsFigures, digitsSha256 } from './figures/digits.ts';
import type { LabelledColumns } from './table/columns.ts';
import { Table } from './table/table.ts';

const ROWS = 1797;
const PIXELS = 64;

/** The classes of the digits, by number. */
export const digitsClasses: readonly string[] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** Where the digits come from, under what licence, and what to beware of. */
export const digitsCard: DatasetCard = {
  name: 'UCI optical recognition of handwritten digits, test set',
  description:
    'Handwritten digits of 13 people as 8x8 images: each pixel counts the black ones, 0 to 16, in a 4x4 block of a ' +
    '32x32 bitmap made with the programs of NIST. These are the 1,797 test rows of the 5,620 at UCI, in their order, ' +
    'as scikit-learn has them.',
  rows: ROWS,
  classes: digitsClasses,
  licence: 'CC BY 4.0, https://creativecommons.org/licenses/by/4.0/',
  citation:
    'E. Alpaydin, C. Kaynak (1998). Optical Recognition of Handwritten Digits. UCI Machine Learning Repository. ' +
    'https://doi.org/10.24432/C50P49',
  source: 'https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits',
  sha256: digitsSha256,
  knownFaults: [
    'The writer of a row is not recorded, so parts split off at random share their writers: figures on them are ' +
      "better than on strangers' writing, and not those of UCI's own training and test sets.",
  ],
};

/** How the digits are handed out. */
export interface DigitsOptions {
  /** Whether input is [1797, 8, 8, 1], images with one channel, instead of [1797, 64]. Default false. */
  readonly images?: boolean;
  /** Whether pixels are scaled to 0 … 1 instead of the 0 … 16 of the source. Default true. */
  readonly normalize?: boolean;
}

let bytes: Uint8Array | undefined;

/**
 * The UCI handwritten digits: 1,797 images of 8x8 pixels, 0 blank and 1 all ink, in ten classes.
 *
 * Shapes: input [1797, 64], or [1797, 8, 8, 1] as images; target [1797], the digit. Each call makes new arrays.
 *
 * @see Alpaydin and Kaynak 1998, CC BY 4.0,
 * https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits
 * @example
 * ```ts
 * import { digits, digitsClasses } from '@thaw/datasets';
 *
 * const { training, validation } = digits().split({ validation: 0.2 });
 * console.log(training.rows, validation.rows, digitsClasses.length); // 1438 359 10
 * ```
 */
export function digits({ images = false, normalize = true }: DigitsOptions = {}): Table<LabelledColumns> {
  bytes ??= unpack(digitsFigures);
  const scale = normalize ? 1 / 16 : 1;
  const input = Float32Array.from(bytes.subarray(0, ROWS * PIXELS), (pixel) => pixel * scale);
  return new Table({
    input: { data: input, shape: images ? [ROWS, 8, 8, 1] : [ROWS, PIXELS] },
    target: { data: Int32Array.from(bytes.subarray(ROWS * PIXELS)), shape: [ROWS] },
  });
}

/** Pixels row by row, then labels, from the bits that figures/digits.ts describes. */
function unpack(figures: string): Uint8Array {
  const packed = atob(figures);
  let position = 0;
  const bits = (count: number): number => {
    let value = 0;
    for (const end = position + count; position < end; position++) {
      value = (value << 1) | ((packed.charCodeAt(position >> 3) >> (7 - (position & 7))) & 1);
    }
    return value;
  };
  const pixel = (): number => (bits(1) === 0 ? 0 : bits(4) + 1);
  return Uint8Array.from({ length: ROWS * (PIXELS + 1) }, (_, i) => (i < ROWS * PIXELS ? pixel() : bits(4)));
}
