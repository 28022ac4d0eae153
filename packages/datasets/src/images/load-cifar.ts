import { checkOptions, checkSize } from '@thaw/backend';

import { readTar, requireMember } from '../archives/read-tar.ts';
import { unpackGzip } from '../archives/unpack-gzip.ts';
import { loadFile } from '../sources/load-file.ts';
import { loadOptionNames, type LoadOptions, SourceError, type SourceFile } from '../sources/source-file.ts';
import type { FloatData, IntegerData } from '../table/columns.ts';
import { Table } from '../table/table.ts';
import { type CifarLabels, readCifarImages, readCifarLabels } from './read-cifar.ts';

/** Options of `cifar10`. */
export interface CifarOptions extends LoadOptions {
  /** At most so many rows of each part, the first ones: a row takes 12 kB of memory, 60,000 of them 737 MB. Default: all. */
  readonly rows?: number;
}

/** Images of 32 by 32 pixels: input [rows, 32, 32, 3], red, green and blue from 0 to 1; target [rows], the number of the class. */
export type CifarColumns = {
  readonly input: FloatData;
  readonly target: IntegerData & { readonly classes: readonly string[] };
};

/** Both parts, in the published order. */
export interface CifarTables {
  readonly training: Table<CifarColumns>;
  readonly test: Table<CifarColumns>;
}

/** One of the two sets of CIFAR, as it is published. */
export interface CifarSource {
  /** What messages call it. */
  readonly name: string;
  readonly file: SourceFile;
  /** How many classes each label byte of a record has. */
  readonly labels: CifarLabels;
  readonly training: CifarPart;
  readonly test: CifarPart;
}

/** A part of a set: its files within the archive, and how many rows they have together. */
interface CifarPart {
  readonly members: readonly string[];
  readonly rows: number;
}

/** Which label byte is the target, and the names of its classes. */
export interface CifarTarget {
  readonly label: number;
  readonly classes: readonly string[];
}

/** How many bytes stand in the archive beside the records: headers, the names of the classes, a page that describes it. */
const REST_AT_MOST = 1 << 20;

/**
 * Both parts of a set, held against what is published of it: how many rows there are, and as many of each class.
 *
 * @throws {ArgumentError} when rows is not a positive integer.
 * @throws {SourceError} when the archive cannot be had, or is not the one that was published.
 */
export async function loadCifar(
  source: CifarSource,
  target: CifarTarget,
  options: CifarOptions,
): Promise<CifarTables> {
  checkOptions(source.name, options, ['rows', ...loadOptionNames]);
  const { rows, ...load } = options;
  if (rows !== undefined) checkSize(source.name, 'rows', rows);
  const { name, file, labels, training, test } = source;
  const archive = `${name}: ${file.path}`;
  const most = (training.rows + test.rows) * (labels.length + 3072) + REST_AT_MOST;
  const unpacked = await unpackGzip(await loadFile(name, file, load), { name: archive, most });
  const members = readTar(unpacked, archive);
  const read = (part: CifarPart): Table<CifarColumns> => {
    const files = part.members.map((member) => {
      return { name: `${archive}: ${member}`, bytes: requireMember(members, member, archive) };
    });
    const numbers = readCifarLabels(files, labels);
    const all = `${archive}: ${part.members.join(', ')}`;
    for (const [i, count] of labels.entries()) checkBalance(all, numbers[i]!, part.rows, count);
    const data = numbers[target.label]!.slice(0, rows);
    return new Table({
      input: { data: readCifarImages(files, labels, data.length), shape: [data.length, 32, 32, 3] },
      target: { data, shape: [data.length], classes: target.classes },
    });
  };
  return { training: read(training), test: read(test) };
}

function checkBalance(name: string, labels: Int32Array, published: number, classes: number): void {
  if (labels.length !== published) {
    throw new SourceError(
      `${name}: ${labels.length} images where ${published} are published; it is another version, or only part of it.`,
    );
  }
  const counts = new Int32Array(classes);
  for (const label of labels) counts[label]! += 1;
  const odd = counts.findIndex((count) => count !== published / classes);
  if (odd >= 0) {
    throw new SourceError(
      `${name}: ${counts[odd]} images of class ${odd} where ${published / classes} of each are published; it is damaged.`,
    );
  }
}
