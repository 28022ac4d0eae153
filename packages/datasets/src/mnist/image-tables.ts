import { checkOptions, checkSize } from '@thaw/backend';

import { IdxError, readIdx } from '../idx/read-idx.ts';
import { type LoadOptions, loadOptionNames } from '../sources/source-file.ts';
import type { LabelledColumns } from '../table/columns.ts';
import { Table } from '../table/table.ts';

/** MNIST and its kin as they are published: to learn from, and to report on. */
export interface ImageTables {
  /** input [rows, 28, 28, 1] from 0, blank, to 1, all ink; target [rows], the number of the class from 0 on. */
  readonly training: Table<LabelledColumns>;
  readonly test: Table<LabelledColumns>;
}

/** How images are loaded. */
export interface ImageOptions extends LoadOptions {
  /** At most so many rows of each part, the first ones: a row takes 3 kB of memory, 60,000 of them 188 MB. Default: all. */
  readonly rows?: number;
}

/** How the images of a set lie in their files. */
export interface ImageLayout {
  /** What messages call the set. */
  readonly name: string;
  /** How many classes there are. */
  readonly classes: number;
  /** The label of the first class. */
  readonly firstLabel?: number;
  /** Whether a file holds an image column by column. */
  readonly transposed?: boolean;
}

/** A file, and what messages call it. */
export interface NamedBytes {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What is left of the options for the loading of the files, once `rows` is checked. */
export function loadOptionsOf(owner: string, options: ImageOptions): LoadOptions {
  checkOptions(owner, options, ['rows', ...loadOptionNames]);
  const { rows, ...rest } = options;
  if (rows !== undefined) checkSize(owner, 'rows', rows);
  return rest;
}

/**
 * A part of a set: uint8 images [rows, 28, 28] and as many labels, both in IDX files, gzip or unpacked.
 *
 * @param most take no more rows than these, the first.
 * @throws {IdxError} when a file is none, or the two do not fit together.
 */
export async function imageTable(
  { name, classes, firstLabel = 0, transposed = false }: ImageLayout,
  images: NamedBytes,
  labels: NamedBytes,
  most: number = Infinity,
): Promise<Table<LabelledColumns>> {
  const pixels = await readRows(name, images, [28, 28]);
  const answers = await readRows(name, labels, []);
  if (pixels.length !== 784 * answers.length) {
    throw new IdxError(
      `${name}: ${images.path} has ${pixels.length / 784} images, and ${labels.path} ${answers.length} labels.`,
    );
  }
  const lastLabel = firstLabel + classes - 1;
  const strange = answers.find((label) => label < firstLabel || label > lastLabel);
  if (strange !== undefined) {
    throw new IdxError(
      `${name}: ${labels.path} has a label ${strange}; labels go from ${firstLabel} to ${lastLabel}.`,
    );
  }
  const rows = Math.min(most, answers.length);
  const input = new Float32Array(784 * rows);
  for (let i = 0; i < input.length; i++) {
    const pixel = i % 784;
    const source = transposed ? i - pixel + 28 * (pixel % 28) + Math.floor(pixel / 28) : i;
    input[i] = pixels[source]! / 255;
  }
  return new Table({
    input: { data: input, shape: [rows, 28, 28, 1] },
    target: {
      data: Int32Array.from(answers.subarray(0, rows), (label) => label - firstLabel),
      shape: [rows],
    },
  });
}

/** The numbers of a file of uint8 whose rows have the given shape. */
async function readRows(
  name: string,
  { path, bytes }: NamedBytes,
  row: readonly number[],
): Promise<Uint8Array> {
  const { type, data, shape } = await readIdx(bytes).catch((cause: unknown) => {
    throw new IdxError(`${name}: ${path}: ${(cause as Error).message}`, { cause });
  });
  if (type !== 'uint8' || shape.length !== row.length + 1 || row.some((side, i) => side !== shape[i + 1])) {
    const wanted = ['rows', ...row].join(', ');
    throw new IdxError(
      `${name}: ${path}: expected uint8 of shape [${wanted}], got ${type} of shape [${shape.join(', ')}].`,
    );
  }
  return data;
}
