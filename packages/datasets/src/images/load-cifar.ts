import { readTar, requireMember } from '../archives/read-tar.ts';
import { unpackGzip } from '../archives/unpack-gzip.ts';
import {
  type ImageColumns,
  type ImageOptions,
  type ImageTables,
  loadOptionsOf,
} from '../mnist/image-tables.ts';
import { loadFile } from '../sources/load-file.ts';
import { SourceError, type SourceFile } from '../sources/source-file.ts';
import { Table } from '../table/table.ts';
import { type CifarLabels, readCifarImages, readCifarLabels } from './read-cifar.ts';

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
 * @throws {ArgumentError} when an option is not what it should be.
 * @throws {SourceError} when the archive cannot be had, or is not the one that was published.
 */
export async function loadCifar<Bytes extends boolean = false>(
  source: CifarSource,
  target: CifarTarget,
  options: ImageOptions<Bytes>,
): Promise<ImageTables<Bytes>> {
  const { name, file, labels, training, test } = source;
  const packed = await loadFile(name, file, loadOptionsOf(name, options));
  const archive = `${name}: ${file.path}`;
  const most = (training.rows + test.rows) * (labels.length + 3072) + REST_AT_MOST;
  const members = readTar(await unpackGzip(packed, { name: archive, most }), archive);
  const read = (part: CifarPart): Table<ImageColumns<Bytes>> => {
    const files = part.members.map((member) => {
      return { name: `${archive}: ${member}`, bytes: requireMember(members, member, archive) };
    });
    const numbers = readCifarLabels(files, labels);
    const all = `${archive}: ${part.members.join(', ')}`;
    for (const [i, count] of labels.entries()) checkBalance(all, numbers[i]!, part.rows, count);
    const data = numbers[target.label]!.slice(0, options.rows);
    const size = data.length * 3072;
    const images = options.bytes === true ? new Uint8Array(size) : new Float32Array(size);
    const columns = {
      input: { data: readCifarImages(files, labels, images), shape: [data.length, 32, 32, 3] },
      target: { data, shape: [data.length], classes: target.classes },
    };
    return new Table(columns as unknown as ImageColumns<Bytes>); // its input is bytes where options.bytes says so
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
