import type { DatasetCard } from '../dataset-card.ts';
import { fourFiles, loadFour } from './four-files.ts';
import type { ImageOptions, ImageTables } from './image-tables.ts';

/** The classes of Kuzushiji-MNIST, by number: a hiragana of each row. */
export const kmnistClasses: readonly string[] = ['o', 'ki', 'su', 'tsu', 'na', 'ha', 'ma', 'ya', 're', 'wo'];

// Address: the publisher's, as in torchvision/datasets/mnist.py (pytorch/vision @ 01977a1). Lengths and sums:
// tensorflow_datasets/url_checksums/kmnist.txt (tensorflow/datasets @ 333639b).
const files = /* @__PURE__ */ fourFiles(
  'kmnist',
  ['http://codh.rois.ac.jp/kmnist/dataset/kmnist/'],
  [
    [18_165_135, '51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4'],
    [29_497, 'e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17'],
    [3_041_136, 'edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5'],
    [5_120, '20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c'],
  ],
);

/** Where Kuzushiji-MNIST comes from, under what licence, and what to beware of. */
export const kmnistCard: DatasetCard = {
  name: 'Kuzushiji-MNIST',
  description:
    'Characters cut from Japanese books of the 18th and 19th century, written in a hand that few can read today, one hiragana of each ' +
    'of the ten rows of its table. Every class has 6,000 training rows and 1,000 test rows.',
  rows: 70_000,
  parts: { training: 60_000, test: 10_000 },
  classes: kmnistClasses,
  licence: 'CC BY-SA 4.0, https://creativecommons.org/licenses/by-sa/4.0/',
  citation:
    'T. Clanuwat, M. Bober-Irizar, A. Kitamoto, A. Lamb, K. Yamamoto, D. Ha (2018). Deep learning for classical Japanese ' +
    'literature. https://arxiv.org/abs/1812.01718',
  source: 'http://codh.rois.ac.jp/kmnist/index.html.en',
  files,
  knownFaults: [
    'One hiragana has several old forms, so a class may hold shapes with nothing in common.',
    'Its one address is http alone, which a page on https may not read: load it in Node, or hand in a cache.',
  ],
};

/**
 * Kuzushiji-MNIST: 70,000 hiragana in cursive hand as images of 28x28 pixels, to stand in MNIST's place.
 *
 * Shapes: input [60000, 28, 28, 1] to learn from and [10000, 28, 28, 1] to report on, 0 blank and 1 all ink; target [rows], the
 * number of the class.
 *
 * @throws {SourceError} when a file cannot be had; it says where to put it.
 * @throws {IdxError} when a local file is damaged.
 * @throws {ArgumentError} when there is no such option.
 * @see Clanuwat et al. 2018, https://arxiv.org/abs/1812.01718
 * @example
 * ```ts
 * import { kmnist, kmnistCard } from '@thaw/datasets';
 *
 * console.log(kmnistCard.parts); // { training: 60000, test: 10000 }
 * // const { training, test } = await kmnist();
 * ```
 */
export async function kmnist<Bytes extends boolean = false>(
  options: ImageOptions<Bytes> = {},
): Promise<ImageTables<Bytes>> {
  return loadFour({ name: 'kmnist', classes: kmnistClasses }, files, options);
}
