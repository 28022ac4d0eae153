import type { DatasetCard } from '../dataset-card.ts';
import type { ImageOptions, ImageTables } from '../mnist/image-tables.ts';
import { type CifarSource, loadCifar } from './load-cifar.ts';

/** The classes of CIFAR-10, by number, as `batches.meta.txt` has them. */
export const cifar10Classes: readonly string[] = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
];

const source: CifarSource = {
  name: 'cifar10',
  // Address, length and sha256: tensorflow/datasets, tensorflow_datasets/url_checksums/cifar10.txt,
  // revision 333639b37af6c6fedf3610a4a2d42f1c6ef6f7d5. Names within: image_classification/cifar.py of the same repository.
  // Mirror: tensorflow/swift-models, Datasets/CIFAR10/CIFAR10.swift, revision 46c4b6b47652f8d1999dc42c868b389c92a3c0af.
  file: {
    path: 'cifar10/cifar-10-binary.tar.gz',
    urls: [
      'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
      'https://storage.googleapis.com/s4tf-hosted-binaries/datasets/CIFAR10/cifar-10-binary.tar.gz',
    ],
    sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
    bytes: 170_052_171,
  },
  labels: [10],
  training: { members: [1, 2, 3, 4, 5].map((i) => `cifar-10-batches-bin/data_batch_${i}.bin`), rows: 50_000 },
  test: { members: ['cifar-10-batches-bin/test_batch.bin'], rows: 10_000 },
};

/** Where CIFAR-10 comes from, under what terms, and what to beware of. */
export const cifar10Card: DatasetCard = {
  name: 'CIFAR-10',
  description:
    'Photographs of 32 by 32 pixels in colour, of ten classes that exclude one another: labelled pictures out of the 80 million ' +
    'tiny images. 5,000 of each class to learn from, 1,000 to judge by.',
  rows: 60_000,
  parts: { training: 50_000, test: 10_000 },
  classes: cifar10Classes,
  licence: 'not stated by the publisher, who asks that the report be cited',
  citation:
    'A. Krizhevsky (2009). Learning multiple layers of features from tiny images. Technical report, University of Toronto.',
  source: 'https://www.cs.toronto.edu/~kriz/cifar.html',
  files: [source.file],
  knownFaults: [
    'About 3 % of the test images have a near duplicate among the training images (Barz and Denzler 2020, "Do we train on test ' +
      'data?", https://arxiv.org/abs/1902.00423).',
    'About half a percent of the test labels is wrong (Northcutt, Athalye and Mueller 2021, https://arxiv.org/abs/2103.14749).',
    'The 80 million tiny images, of which it is a part, were withdrawn in 2020 for offensive content; this part was not.',
  ],
};

/**
 * CIFAR-10: 60,000 photographs of ten classes, 50,000 to learn from and 10,000 to judge by, in the published order.
 * As floats they take 737 MB of memory, with `bytes` a quarter of it.
 *
 * Shapes: input [rows, 32, 32, 3], red, green and blue from 0 to 1, in bytes from 0 to 255; target [rows], the number of the class.
 *
 * @throws {ArgumentError} when rows is not a positive integer, or there is no such option.
 * @throws {SourceError} when the archive cannot be had, or is not the one that was published.
 * @see Krizhevsky 2009, https://www.cs.toronto.edu/~kriz/learning-features-2009-TR.pdf
 * @example
 * ```ts
 * import { cifar10Card } from '@thaw/datasets';
 *
 * console.log(cifar10Card.parts, cifar10Card.classes[3]); // { training: 50000, test: 10000 } cat
 * // const { training, test } = await cifar10();
 * ```
 */
export async function cifar10<Bytes extends boolean = false>(
  options: ImageOptions<Bytes> = {},
): Promise<ImageTables<Bytes>> {
  return loadCifar(source, { label: 0, classes: cifar10Classes }, options);
}
