import { ArgumentError, checkOptions, checkSize, describe } from '@thaw/backend';
import type { ArrayData } from '@thaw/core';

import { IdxError, readIdx } from '../idx/read-idx.ts';
import { type LoadOptions, loadOptionNames } from '../sources/source-file.ts';
import type { FloatData, IntegerData } from '../table/columns.ts';
import { Table } from '../table/table.ts';

/** A column of images as their files have them, 0 to 255. */
export interface ByteData extends ArrayData {
  readonly data: Uint8Array;
}

/** input [rows, 28, 28, 1] from 0, blank, to 1, all ink, or bytes from 0 to 255; target [rows], the number of the class from 0 on. */
export type ImageColumns<Bytes extends boolean = false> = {
  readonly input: Bytes extends true ? ByteData : FloatData;
  readonly target: IntegerData & { readonly classes: readonly string[] };
};

/** MNIST and its kin as they are published: to learn from, and to report on. */
export interface ImageTables<Bytes extends boolean = false> {
  readonly training: Table<ImageColumns<Bytes>>;
  readonly test: Table<ImageColumns<Bytes>>;
}

/** How images are loaded. */
export interface ImageOptions<Bytes extends boolean = false> extends LoadOptions {
  /** At most so many rows of each part, the first ones: 60,000 of MNIST take 188 MB of memory, of CIFAR 737 MB. Default: all. */
  readonly rows?: number;
  /** Whether input stays bytes, a quarter of the memory; `batches(64, { scale: { input: 1 / 255 } })` makes the same batches of it. Default false. */
  readonly bytes?: Bytes;
}

/** How the images of a set lie in their files. */
export interface ImageLayout {
  /** What messages call the set. */
  readonly name: string;
  /** The names of its classes, by number. */
  readonly classes: readonly string[];
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

/** What is left of the options for the loading of the files, once the others are checked. */
export function loadOptionsOf(owner: string, options: ImageOptions<boolean>): LoadOptions {
  checkOptions(owner, options, ['rows', 'bytes', ...loadOptionNames]);
  const { rows, bytes = false, ...rest } = options;
  if (typeof bytes !== 'boolean') {
    throw new ArgumentError(`${owner}: bytes is true or false, got ${describe(bytes)}.`);
  }
  if (rows !== undefined) checkSize(owner, 'rows', rows);
  return rest;
}

/**
 * A part of a set: uint8 images [rows, 28, 28] and as many labels, both in IDX files, gzip or unpacked.
 *
 * @param options of them `rows` and `bytes`.
 * @throws {IdxError} when a file is none, or the two do not fit together.
 */
export async function imageTable<Bytes extends boolean>(
  { name, classes, firstLabel = 0, transposed = false }: ImageLayout,
  images: NamedBytes,
  labels: NamedBytes,
  options: ImageOptions<Bytes>,
): Promise<Table<ImageColumns<Bytes>>> {
  const pixels = await readRows(name, images, [28, 28]);
  const answers = await readRows(name, labels, []);
  if (pixels.length !== 784 * answers.length) {
    throw new IdxError(
      `${name}: ${images.path} has ${pixels.length / 784} images, and ${labels.path} ${answers.length} labels.`,
    );
  }
  const lastLabel = firstLabel + classes.length - 1;
  const strange = answers.find((label) => label < firstLabel || label > lastLabel);
  if (strange !== undefined) {
    throw new IdxError(
      `${name}: ${labels.path} has a label ${strange}; labels go from ${firstLabel} to ${lastLabel}.`,
    );
  }
  const rows = Math.min(options.rows ?? Infinity, answers.length);
  const [data, factor] =
    options.bytes === true ? [new Uint8Array(784 * rows), 1] : [new Float32Array(784 * rows), 1 / 255];
  for (let i = 0; i < data.length; i++) {
    const pixel = i % 784;
    const source = transposed ? i - pixel + 28 * (pixel % 28) + Math.floor(pixel / 28) : i;
    data[i] = pixels[source]! * factor;
  }
  const target = Int32Array.from(answers.subarray(0, rows), (label) => label - firstLabel);
  const columns = {
    input: { data, shape: [rows, 28, 28, 1] },
    target: { data: target, shape: [rows], classes },
  };
  return new Table(columns as unknown as ImageColumns<Bytes>); // its input is bytes where options.bytes says so
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
