import { SourceError } from '../sources/source-file.ts';

const PIXELS = 32 * 32;
const CHANNELS = 3;

/** How a record of CIFAR's binary version begins: how many classes each of its label bytes has. */
export type CifarLabels = readonly number[];

/** A file of records, and what messages call it. */
export interface CifarFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Reads the labels of CIFAR's binary version: records of a byte for each label, and then 1,024 of red, as many of green and of blue,
 * each colour row by row.
 *
 * @param files files whose records follow one another.
 * @param classes how many classes each label byte has: [10] for CIFAR-10, [20, 100] for CIFAR-100, coarse and fine.
 * @returns the numbers of the classes, an array of all rows for each label byte.
 * @throws {SourceError} when a file ends within a record or a label is no class.
 * @see Krizhevsky 2009, "Binary version", https://www.cs.toronto.edu/~kriz/cifar.html
 */
export function readCifarLabels(files: readonly CifarFile[], classes: CifarLabels): Int32Array[] {
  const record = classes.length + CHANNELS * PIXELS;
  const rows = files.map(({ name, bytes: { length } }) => {
    if (length > 0 && length % record === 0) return length / record;
    const labels = classes.length === 1 ? 'a label' : `${classes.length} labels`;
    throw new SourceError(
      `${name}: has ${length} bytes, which are no whole records of ${record}: ${labels} and 3072 pixels.`,
    );
  });
  const labels = classes.map(() => new Int32Array(rows.reduce((total, count) => total + count, 0)));
  let row = 0;
  for (const { name, bytes } of files) {
    for (let at = 0; at < bytes.length; at += record, row++) {
      for (const [i, count] of classes.entries()) {
        const label = bytes[at + i]!;
        if (label >= count) {
          throw new SourceError(
            `${name}: record ${at / record} has the label ${label}, and classes go from 0 to ${count - 1}; it is another file or a damaged one.`,
          );
        }
        labels[i]![row] = label;
      }
    }
  }
  return labels;
}

/**
 * Reads the first images of files whose labels have been read, as many as fill `images`: [rows, 32, 32, 3], channels last, from 0
 * to 255 as bytes and from 0 to 1 as floats.
 */
export function readCifarImages<Images extends Uint8Array | Float32Array>(
  files: readonly CifarFile[],
  classes: CifarLabels,
  images: Images,
): Images {
  const record = classes.length + CHANNELS * PIXELS;
  const factor = images instanceof Float32Array ? 1 / 255 : 1;
  let to = 0;
  for (const { bytes } of files) {
    for (let at = classes.length; at < bytes.length && to < images.length; at += record) {
      for (let i = at; i < at + PIXELS; i++) {
        images[to++] = bytes[i]! * factor;
        images[to++] = bytes[i + PIXELS]! * factor;
        images[to++] = bytes[i + 2 * PIXELS]! * factor;
      }
    }
  }
  return images;
}
