import type { DatasetCard } from '../dataset-card.ts';
import { figures } from '../figures/breast-cancer.ts';
import type { LabelledColumns } from '../table/columns.ts';
import type { Table } from '../table/table.ts';
import { unpackDecimals } from './unpack-decimals.ts';

/** The classes of the breast cancer set, by number. */
export const breastCancerClasses: readonly string[] = ['malignant', 'benign'];

/** Where the breast cancer set comes from, under what licence, and what to beware of. */
export const breastCancerCard: DatasetCard = {
  name: 'Breast Cancer Wisconsin (Diagnostic)',
  description:
    'The nuclei of cells in 569 images of fine needle aspirates of breast masses. Ten measurements of each nucleus: ' +
    'radius, texture, perimeter, area, smoothness, compactness, concavity, concave points, symmetry, fractal ' +
    'dimension. The first ten columns are their means over an image, the next ten the standard errors, the last ten ' +
    "the means of the three largest. This is scikit-learn's copy.",
  rows: 569,
  classes: breastCancerClasses,
  licence: 'CC BY 4.0, https://creativecommons.org/licenses/by/4.0/',
  citation:
    'W. Wolberg, O. Mangasarian, N. Street, W. Street (1993). Breast Cancer Wisconsin (Diagnostic). UCI Machine ' +
    'Learning Repository. https://doi.org/10.24432/C5DW2B',
  source: 'https://archive.ics.uci.edu/dataset/17/breast+cancer+wisconsin+diagnostic',
  sha256: figures.sha256,
  knownFaults: [
    'Class 0 is malignant and class 1 benign, as in scikit-learn: the finding is the lower number, so precision and ' +
      'recall "of class 1" are those of health.',
    'The classes are unequal, 212 to 357: always answering benign is right for 62.7 % of the rows.',
    'Radius, perimeter and area nearly determine each other: weights of single columns mean little.',
  ],
};

/**
 * Breast cancer of Wisconsin, diagnostic: 569 masses, thirty measurements of the nuclei of their cells.
 *
 * Shapes: input [569, 30], in the units of the source, in the order that `breastCancerCard` gives; target [569],
 * 0 malignant and 1 benign. Each call makes new arrays.
 *
 * @see Street, Wolberg and Mangasarian 1993, https://doi.org/10.1117/12.148698, CC BY 4.0,
 * https://archive.ics.uci.edu/dataset/17/breast+cancer+wisconsin+diagnostic
 * @example
 * ```ts
 * import { breastCancer } from '@thaw/datasets';
 *
 * const { training, test } = breastCancer().split({ test: 0.2 }, { stratify: 'target' });
 * console.log(training.rows, test.rows); // 455 114
 * ```
 */
export function breastCancer(): Table<LabelledColumns> {
  return unpackDecimals(figures);
}
