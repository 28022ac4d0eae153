import type { DatasetCard } from '../dataset-card.ts';
import { figures } from '../figures/wine.ts';
import type { LabelledColumns } from '../table/columns.ts';
import type { Table } from '../table/table.ts';
import { unpackDecimals } from './unpack-decimals.ts';

/** The classes of Wine, by number: three growers, whom the source does not name. */
export const wineClasses: readonly string[] = ['class_0', 'class_1', 'class_2'];

/** Where Wine comes from, under what licence, and what to beware of. */
export const wineCard: DatasetCard = {
  name: 'Wine',
  description:
    'Thirteen chemical measurements of 178 wines of one region of Italy, from three growers: alcohol, malic acid, ash, ' +
    'alcalinity of ash, magnesium, total phenols, flavanoids, nonflavanoid phenols, proanthocyanins, colour intensity, ' +
    "hue, OD280/OD315 of diluted wines, and proline. This is scikit-learn's copy.",
  rows: 178,
  classes: wineClasses,
  licence: 'CC BY 4.0, https://creativecommons.org/licenses/by/4.0/',
  citation:
    'S. Aeberhard, M. Forina (1992). Wine. UCI Machine Learning Repository. https://doi.org/10.24432/C5PC7J',
  source: 'https://archive.ics.uci.edu/dataset/109/wine',
  sha256: figures.sha256,
  knownFaults: [
    'Rows are sorted by class (59, 71 and 48): shuffle or stratify before taking a part.',
    'The columns differ in scale by a thousand, proline (278 to 1680) above all: standardize them, by figures of the ' +
      'training part alone.',
  ],
};

/**
 * Wine: 178 wines of three growers, thirteen chemical measurements each.
 *
 * Shapes: input [178, 13], in the units of the source, in the order that `wineCard` gives; target [178], the grower.
 * Each call makes new arrays.
 *
 * @see Aeberhard and Forina 1992, CC BY 4.0, https://archive.ics.uci.edu/dataset/109/wine
 * @example
 * ```ts
 * import { wine } from '@thaw/datasets';
 *
 * const { input, target } = wine().columns;
 * console.log(input.shape, input.data[0]!.toFixed(2), target.data[177]); // [ 178, 13 ] 14.23 2
 * ```
 */
export function wine(): Table<LabelledColumns> {
  return unpackDecimals(figures);
}
