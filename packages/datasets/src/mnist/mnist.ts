import type { DatasetCard } from '../dataset-card.ts';
import { fourFiles, loadFour } from './four-files.ts';
import type { ImageOptions, ImageTables } from './image-tables.ts';

/** The classes of MNIST, by number. */
export const mnistClasses: readonly string[] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

// Addresses: the publisher's, and those of torchvision/datasets/mnist.py (pytorch/vision @ 01977a1) and of
// tensorflow_datasets/image_classification/mnist.py (tensorflow/datasets @ 0560e68). Lengths and sums: measured, the same as in
// tensorflow_datasets/url_checksums/mnist.txt (@ 31f1255).
const files = /* @__PURE__ */ fourFiles(
  'mnist',
  [
    'http://yann.lecun.com/exdb/mnist/',
    'https://ossci-datasets.s3.amazonaws.com/mnist/',
    'https://storage.googleapis.com/cvdf-datasets/mnist/',
  ],
  [
    [9_912_422, '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609'],
    [28_881, '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c'],
    [1_648_877, '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6'],
    [4_542, 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6'],
  ],
);

/** Where MNIST comes from, and what to beware of. */
export const mnistCard: DatasetCard = {
  name: 'MNIST',
  description:
    "Handwritten digits of employees of the U.S. Census Bureau and of high-school students, from NIST's Special Databases 1 and 3, " +
    'scaled to 20x20 pixels with their proportions kept and set by their centre of mass into 28x28. No writer is in both parts.',
  rows: 70_000,
  parts: { training: 60_000, test: 10_000 },
  classes: mnistClasses,
  licence: 'not stated by the publisher',
  citation:
    'Y. LeCun, L. Bottou, Y. Bengio, P. Haffner (1998). Gradient-based learning applied to document recognition. ' +
    'Proceedings of the IEEE 86(11). https://doi.org/10.1109/5.726791',
  source: 'http://yann.lecun.com/exdb/mnist/',
  files,
  knownFaults: [
    'The first 5,000 test digits are cleaner and easier than the last 5,000, so half of the test set is no fair sample of it.',
    "The publisher's server often refuses downloads; the mirrors hold the same bytes.",
  ],
};

/**
 * MNIST: 70,000 handwritten digits as images of 28x28 pixels.
 *
 * Shapes: input [60000, 28, 28, 1] to learn from and [10000, 28, 28, 1] to report on, 0 blank and 1 all ink; target [rows], the
 * number of the class.
 *
 * @throws {SourceError} when a file cannot be had; it says where to put it.
 * @throws {IdxError} when a local file is damaged.
 * @throws {ArgumentError} when there is no such option.
 * @see LeCun, Bottou, Bengio and Haffner 1998, https://doi.org/10.1109/5.726791
 * @example
 * ```ts
 * import { mnist, mnistCard } from '@thaw/datasets';
 *
 * console.log(mnistCard.parts); // { training: 60000, test: 10000 }
 * // const { training, test } = await mnist();
 * ```
 */
export async function mnist<Bytes extends boolean = false>(
  options: ImageOptions<Bytes> = {},
): Promise<ImageTables<Bytes>> {
  return loadFour({ name: 'mnist', classes: mnistClasses }, files, options);
}
