import type { DatasetCard } from './dataset-card.ts';
import { irisFigures, irisSha256 } from './figures/iris.ts';
import type { LabelledColumns } from './table/columns.ts';
import { Table } from './table/table.ts';

const ROWS = 150;

/** The classes of Iris, by number. */
export const irisClasses: readonly string[] = ['setosa', 'versicolor', 'virginica'];

/** Where Iris comes from, under what licence, and what to beware of. */
export const irisCard: DatasetCard = {
  name: 'Iris',
  description:
    'Length and width of the sepals and of the petals, in centimetres, of fifty flowers of each of three species of ' +
    "iris, measured by E. Anderson. This is scikit-learn's copy (since its version 0.20), which is R's: the figures " +
    "of Fisher's paper.",
  rows: ROWS,
  classes: irisClasses,
  licence: 'CC BY 4.0, https://creativecommons.org/licenses/by/4.0/',
  citation:
    'R. A. Fisher (1936). The use of multiple measurements in taxonomic problems. Annals of Eugenics 7(2), 179-188; ' +
    'Iris, UCI Machine Learning Repository, https://doi.org/10.24432/C56C76',
  source: 'https://archive.ics.uci.edu/dataset/53/iris',
  sha256: irisSha256,
  knownFaults: [
    "Rows 35 and 38, counted from 1, are 4.9, 3.1, 1.5, 0.2 and 4.9, 3.6, 1.4, 0.1 as in Fisher's paper; UCI's file " +
      'has 4.9, 3.1, 1.5, 0.1 for both.',
    'Rows 102 and 143, counted from 1, are the same: 5.8, 2.7, 5.1, 1.9.',
    'Rows are sorted by class: shuffle or stratify before taking a part.',
  ],
};

/**
 * Fisher's Iris: 150 flowers of three species, four measurements each.
 *
 * Shapes: input [150, 4], in centimetres: length and width of the sepals, then of the petals; target [150], the
 * species, fifty rows of each in turn. Each call makes new arrays.
 *
 * @see Fisher 1936, https://doi.org/10.1111/j.1469-1809.1936.tb02137.x, CC BY 4.0,
 * https://archive.ics.uci.edu/dataset/53/iris, with two rows as in his paper (`irisCard.knownFaults`).
 * @example
 * ```ts
 * import { iris, irisClasses } from '@thaw/datasets';
 *
 * const { input, target } = iris().columns;
 * console.log(input.shape, irisClasses[target.data[149]!]); // [ 150, 4 ] virginica
 * ```
 */
export function iris(): Table<LabelledColumns> {
  const tenths = irisFigures.match(/\d\d/g)!;
  return new Table({
    input: { data: Float32Array.from(tenths, (value) => Number(value) / 10), shape: [ROWS, 4] },
    target: { data: Int32Array.from({ length: ROWS }, (_, row) => Math.floor(row / 50)), shape: [ROWS] },
  });
}
