import { requireMember } from '../archives/read-tar.ts';
import { readZip } from '../archives/read-zip.ts';
import type { DatasetCard } from '../dataset-card.ts';
import { loadFile } from '../sources/load-file.ts';
import type { SourceFile } from '../sources/source-file.ts';
import { type ImageOptions, imageTable, type ImageTables, loadOptionsOf } from './image-tables.ts';

/** The classes of EMNIST letters, by number: small and capital of a letter are one. */
export const emnistLettersClasses: readonly string[] = [...'abcdefghijklmnopqrstuvwxyz'];

// Addresses: the publisher's of today, and the one of torchvision/datasets/mnist.py (pytorch/vision @ 01977a1). Length and sum:
// tensorflow_datasets/url_checksums/emnist.txt (tensorflow/datasets @ 333639b).
const archive: SourceFile = {
  path: 'emnist/gzip.zip',
  urls: [
    'https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip',
    'https://www.itl.nist.gov/iaui/vip/cs_links/EMNIST/gzip.zip',
  ],
  bytes: 561_753_746,
  sha256: 'fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e',
};

/** Where EMNIST's letters come from, and what to beware of. */
export const emnistLettersCard: DatasetCard = {
  name: 'EMNIST letters',
  description:
    "Handwritten letters of NIST's Special Database 19 made into images as MNIST's are. Every letter has 4,800 training rows and 800 " +
    'test rows, small and capital together.',
  rows: 145_600,
  parts: { training: 124_800, test: 20_800 },
  classes: emnistLettersClasses,
  licence: 'not stated by the publisher; a work of the U.S. government',
  citation:
    'G. Cohen, S. Afshar, J. Tapson, A. van Schaik (2017). EMNIST: extending MNIST to handwritten letters. IJCNN. ' +
    'https://doi.org/10.1109/ijcnn.2017.7966217',
  source: 'https://www.nist.gov/itl/products-and-services/emnist-dataset',
  files: [archive],
  knownFaults: [
    'The files hold each image column by column, on its side, and number the letters from 1; the loader sets both right.',
    'The paper speaks of 88,800 training and 14,800 test rows, and some loaders stop there; the files have more.',
    'Some letters, as i and l, are not told apart by their shapes alone once small and capital are one class.',
  ],
};

/**
 * EMNIST's letters: 145,600 handwritten letters as images of 28x28 pixels, upright as MNIST's digits are.
 *
 * All of EMNIST is published in one archive of 536 MiB, which is downloaded and kept once; while it is read it lies in memory, and the
 * four files of the letters alone are unpacked.
 *
 * Shapes: input [124800, 28, 28, 1] to learn from and [20800, 28, 28, 1] to report on, 0 blank and 1 all ink; target [rows], the
 * number of the letter, 0 for a.
 *
 * @throws {SourceError} when the archive cannot be had, or is damaged; it says where to put it.
 * @throws {IdxError} when a file in it is damaged.
 * @throws {ArgumentError} when there is no such option.
 * @see Cohen, Afshar, Tapson and van Schaik 2017, https://doi.org/10.1109/ijcnn.2017.7966217
 * @example
 * ```ts
 * import { emnistLetters, emnistLettersCard } from '@thaw/datasets';
 *
 * console.log(emnistLettersCard.parts); // { training: 124800, test: 20800 }
 * // const { training, test } = await emnistLetters();
 * ```
 */
export async function emnistLetters<Bytes extends boolean = false>(
  options: ImageOptions<Bytes> = {},
): Promise<ImageTables<Bytes>> {
  const name = 'emnistLetters';
  const bytes = await loadFile(name, archive, loadOptionsOf(name, options));
  const paths = ['train-images-idx3', 'train-labels-idx1', 'test-images-idx3', 'test-labels-idx1'].map(
    (part) => `gzip/emnist-letters-${part}-ubyte.gz`,
  );
  const members = await readZip(bytes, (file) => paths.includes(file), `${name}: ${archive.path}`);
  const part = (first: number): Promise<ImageTables<Bytes>['training']> => {
    const [images, labels] = [first, first + 1].map((i) => {
      const path = paths[i]!;
      return { path, bytes: requireMember(members, path, `${name}: ${archive.path}`) };
    });
    const layout = { name, classes: emnistLettersClasses, firstLabel: 1, transposed: true };
    return imageTable(layout, images!, labels!, options);
  };
  return { training: await part(0), test: await part(2) };
}
