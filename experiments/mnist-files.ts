import { environmentVariable, importOptional } from '@thaw/backend';
import { type LabelledColumns, readIdx, Table } from '@thaw/datasets';

/** MNIST as it is published: to learn from, and to report on. */
export interface Mnist {
  /** input [rows, 28, 28, 1] from 0, blank, to 1, all ink; target [rows], the digit. */
  readonly training: Table<LabelledColumns>;
  readonly test: Table<LabelledColumns>;
}

/** What the folder must hold, as errors and `pnpm proof --help` tell it. */
export const layout = `set THAW_DATA to a folder that holds MNIST's four files, as they are published, gzip or unpacked:
  mnist/train-images-idx3-ubyte.gz   mnist/train-labels-idx1-ubyte.gz
  mnist/t10k-images-idx3-ubyte.gz    mnist/t10k-labels-idx1-ubyte.gz`;

/**
 * Reads MNIST from the folder `mnist` in that which the environment variable THAW_DATA names.
 *
 * @throws {Error} when THAW_DATA is not set, or a file is missing or is none of MNIST's kind.
 * @see LeCun, Cortes and Burges, "The MNIST database of handwritten digits", http://yann.lecun.com/exdb/mnist/
 */
export async function readMnist(): Promise<Mnist> {
  const folder = environmentVariable('THAW_DATA');
  if (folder === undefined) throw new Error(`MNIST does not ship with this project: ${layout}`);
  return { training: await readPart(folder, 'train'), test: await readPart(folder, 't10k') };
}

async function readPart(folder: string, part: 'train' | 't10k'): Promise<Table<LabelledColumns>> {
  const images = await readFile(folder, `${part}-images-idx3-ubyte`, [28, 28]);
  const labels = await readFile(folder, `${part}-labels-idx1-ubyte`, []);
  const [rows, answers] = [images.length / 784, labels.length];
  if (rows !== answers) throw new Error(`${part}: there are ${rows} images and ${answers} labels.`);
  const strange = labels.find((label) => label > 9);
  if (strange !== undefined) throw new Error(`${part}: a label is ${strange}, which is no digit.`);
  const pixels = new Float32Array(images.length);
  for (let i = 0; i < pixels.length; i++) pixels[i] = images[i]! / 255;
  return new Table({
    input: { data: pixels, shape: [rows, 28, 28, 1] },
    target: { data: Int32Array.from(labels), shape: [rows] },
  });
}

interface Files {
  readFile(path: string): Promise<Uint8Array>;
}

/** The numbers of a file, packed or not, whose rows have the given shape. */
async function readFile(folder: string, name: string, row: readonly number[]): Promise<Uint8Array> {
  const files = await importOptional<Files>('node:fs/promises');
  const path = `${folder}/mnist/${name}`;
  const bytes = await files.readFile(`${path}.gz`).catch(() =>
    files.readFile(path).catch((cause: unknown) => {
      throw new Error(`There is neither ${path}.gz nor ${path}: ${layout}`, { cause });
    }),
  );
  const { type, data, shape } = await readIdx(bytes).catch((cause: unknown) => {
    throw new Error(`${path}: ${(cause as Error).message}`, { cause });
  });
  if (type !== 'uint8' || shape.length !== row.length + 1 || row.some((side, i) => side !== shape[i + 1])) {
    const wanted = ['rows', ...row].join(', ');
    throw new Error(
      `${path}: expected uint8 of shape [${wanted}], got ${type} of shape [${shape.join(', ')}].`,
    );
  }
  return data;
}
