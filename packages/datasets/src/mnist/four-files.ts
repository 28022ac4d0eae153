import { loadFile } from '../sources/load-file.ts';
import type { SourceFile } from '../sources/source-file.ts';
import {
  type ImageLayout,
  type ImageOptions,
  type ImageTables,
  imageTable,
  loadOptionsOf,
} from './image-tables.ts';

/** A file of the four: how many bytes it has, and their sha256. */
type Facts = readonly [bytes: number, sha256: string];

/**
 * The four files in which MNIST and what took its form are published, in this order: training images and labels, test images and
 * labels.
 *
 * @param folder the folder of local copies.
 * @param bases the addresses before the names of the files, the official first.
 */
export function fourFiles(
  folder: string,
  bases: readonly string[],
  facts: readonly [Facts, Facts, Facts, Facts],
): readonly SourceFile[] {
  const names = ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1'];
  return names.map((name, i) => ({
    path: `${folder}/${name}-ubyte.gz`,
    urls: bases.map((base) => `${base}${name}-ubyte.gz`),
    bytes: facts[i]![0],
    sha256: facts[i]![1],
  }));
}

/** Loads the four files, one after another, and reads them. */
export async function loadFour<Bytes extends boolean>(
  layout: ImageLayout,
  files: readonly SourceFile[],
  options: ImageOptions<Bytes>,
): Promise<ImageTables<Bytes>> {
  const rest = loadOptionsOf(layout.name, options);
  const part = async (first: number): Promise<ImageTables<Bytes>['training']> => {
    const [images, labels] = files.slice(first, first + 2);
    return imageTable(
      layout,
      { path: images!.path, bytes: await loadFile(layout.name, images!, rest) },
      { path: labels!.path, bytes: await loadFile(layout.name, labels!, rest) },
      options,
    );
  };
  return { training: await part(0), test: await part(2) };
}
