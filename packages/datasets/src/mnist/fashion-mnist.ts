import type { DatasetCard } from '../dataset-card.ts';
import { fourFiles, loadFour } from './four-files.ts';
import type { ImageOptions, ImageTables } from './image-tables.ts';

/** The classes of Fashion-MNIST, by number. */
export const fashionMnistClasses: readonly string[] = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];

// Addresses: the publisher's, as in torchvision/datasets/mnist.py (pytorch/vision @ 01977a1), and that of
// keras/src/datasets/fashion_mnist.py (keras-team/keras @ 75565fb), whose sums are those of
// tensorflow_datasets/url_checksums/fashion_mnist.txt (tensorflow/datasets @ 333639b), which has the lengths.
const files = /* @__PURE__ */ fourFiles(
  'fashion-mnist',
  [
    'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
    'https://storage.googleapis.com/tensorflow/tf-keras-datasets/',
  ],
  [
    [26_421_880, '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84'],
    [29_515, 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845'],
    [4_422_102, '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073'],
    [5_148, '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5'],
  ],
);

/** Where Fashion-MNIST comes from, under what licence, and what to beware of. */
export const fashionMnistCard: DatasetCard = {
  name: 'Fashion-MNIST',
  description:
    "Zalando's pictures of articles, one item each, made grey, inverted and scaled to 28x28. Every class has 6,000 training rows and " +
    '1,000 test rows.',
  rows: 70_000,
  parts: { training: 60_000, test: 10_000 },
  classes: fashionMnistClasses,
  licence: 'MIT, © Zalando SE',
  citation:
    'H. Xiao, K. Rasul, R. Vollgraf (2017). Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms. ' +
    'https://arxiv.org/abs/1708.07747',
  source: 'https://github.com/zalandoresearch/fashion-mnist',
  files,
  knownFaults: [
    'Shirt, T-shirt/top, Pullover and Coat are not always told apart by what an image of 28x28 shows.',
    'Its files have the names of those of MNIST: keep the two in folders of their own.',
  ],
};

/**
 * Fashion-MNIST: 70,000 pieces of clothing as images of 28x28 pixels, to stand in MNIST's place.
 *
 * Shapes: input [60000, 28, 28, 1] to learn from and [10000, 28, 28, 1] to report on, 0 blank and 1 all ink; target [rows], the
 * number of the class.
 *
 * @throws {SourceError} when a file cannot be had; it says where to put it.
 * @throws {IdxError} when a local file is damaged.
 * @throws {ArgumentError} when there is no such option.
 * @see Xiao, Rasul and Vollgraf 2017, https://arxiv.org/abs/1708.07747
 * @example
 * ```ts
 * import { fashionMnist, fashionMnistCard } from '@thaw/datasets';
 *
 * console.log(fashionMnistCard.parts); // { training: 60000, test: 10000 }
 * // const { training, test } = await fashionMnist();
 * ```
 */
export async function fashionMnist<Bytes extends boolean = false>(
  options: ImageOptions<Bytes> = {},
): Promise<ImageTables<Bytes>> {
  return loadFour({ name: 'fashionMnist', classes: fashionMnistClasses }, files, options);
}
