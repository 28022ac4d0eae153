import { ArgumentError, checkOptions, describe } from '@thaw/backend';

import type { DatasetCard } from '../dataset-card.ts';
import type { ImageOptions, ImageTables } from '../mnist/image-tables.ts';
import { loadOptionNames } from '../sources/source-file.ts';
import { cifar100Classes, cifar100CoarseClasses } from './cifar100-classes.ts';
import { type CifarSource, loadCifar } from './load-cifar.ts';

/** Options of `cifar100`. */
export interface Cifar100Options<Bytes extends boolean = false> extends ImageOptions<Bytes> {
  /** Which classes are the target: the hundred fine ones or the twenty coarse ones. @defaultValue 'fine' */
  readonly labels?: 'fine' | 'coarse';
}

const source: CifarSource = {
  name: 'cifar100',
  // Address, length and sha256: tensorflow/datasets, tensorflow_datasets/url_checksums/cifar100.txt,
  // revision 333639b37af6c6fedf3610a4a2d42f1c6ef6f7d5. Names within: image_classification/cifar.py of the same repository.
  file: {
    path: 'cifar100/cifar-100-binary.tar.gz',
    urls: ['https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz'],
    sha256: '58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec',
    bytes: 168_513_733,
  },
  labels: [20, 100], // coarse, then fine
  training: { members: ['cifar-100-binary/train.bin'], rows: 50_000 },
  test: { members: ['cifar-100-binary/test.bin'], rows: 10_000 },
};

/** Where CIFAR-100 comes from, under what terms, and what to beware of. */
export const cifar100Card: DatasetCard = {
  name: 'CIFAR-100',
  description:
    'Photographs of 32 by 32 pixels in colour, of a hundred classes, five of which make one of twenty coarse classes: labelled ' +
    'pictures out of the 80 million tiny images. 500 of each class to learn from, 100 to judge by.',
  rows: 60_000,
  parts: { training: 50_000, test: 10_000 },
  classes: cifar100Classes,
  licence: 'not stated by the publisher, who asks that the report be cited',
  citation:
    'A. Krizhevsky (2009). Learning multiple layers of features from tiny images. Technical report, University of Toronto.',
  source: 'https://www.cs.toronto.edu/~kriz/cifar.html',
  files: [source.file],
  knownFaults: [
    'About 10 % of the test images have a near duplicate among the training images (Barz and Denzler 2020, "Do we train on test ' +
      'data?", https://arxiv.org/abs/1902.00423).',
    'About 6 % of the test labels are wrong or may be (Northcutt, Athalye and Mueller 2021, https://arxiv.org/abs/2103.14749).',
    'The 80 million tiny images, of which it is a part, were withdrawn in 2020 for offensive content; this part was not.',
  ],
};

/**
 * CIFAR-100: 60,000 photographs of a hundred classes, 50,000 to learn from and 10,000 to judge by, in the published order.
 * As floats they take 737 MB of memory, with `bytes` a quarter of it.
 *
 * Shapes: input [rows, 32, 32, 3], red, green and blue from 0 to 1, in bytes from 0 to 255; target [rows], the number of the fine or the coarse class.
 *
 * @throws {ArgumentError} when labels is neither 'fine' nor 'coarse', rows is not a positive integer, or there is no such option.
 * @throws {SourceError} when the archive cannot be had, or is not the one that was published.
 * @see Krizhevsky 2009, https://www.cs.toronto.edu/~kriz/learning-features-2009-TR.pdf
 * @example
 * ```ts
 * import { cifar100Classes, cifar100CoarseClasses } from '@thaw/datasets';
 *
 * console.log(cifar100Classes[1], cifar100CoarseClasses[1]); // aquarium_fish fish
 * // const { training, test } = await cifar100({ labels: 'coarse' });
 * ```
 */
export async function cifar100<Bytes extends boolean = false>(
  options: Cifar100Options<Bytes> = {},
): Promise<ImageTables<Bytes>> {
  checkOptions('cifar100', options, ['labels', 'rows', 'bytes', ...loadOptionNames]);
  const { labels = 'fine', ...load } = options;
  if (labels !== 'fine' && labels !== 'coarse') {
    throw new ArgumentError(`cifar100: labels must be 'fine' or 'coarse', got ${describe(labels)}.`);
  }
  const fine = { label: 1, classes: cifar100Classes };
  const coarse = { label: 0, classes: cifar100CoarseClasses };
  return loadCifar(source, labels === 'fine' ? fine : coarse, load);
}
