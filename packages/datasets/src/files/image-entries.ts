import { ArgumentError, describe, importOptional } from '@thaw/backend';
import type { SafetensorsSource } from '@thaw/core';
import { openBytes } from '@thaw/core/stores';

/** One image: its class is the folder in which it lies. */
export interface ImageEntry {
  /** Such as 'cat/1.png'; the last folder is the class. */
  readonly path: string;
  /** A path or an address, bytes, a Blob or `{ store, name }`. */
  readonly source: SafetensorsSource;
}

/** Where images are: the path of a folder of folders, the files of an <input webkitdirectory>, or paths with their sources. */
export type ImageSource = string | Iterable<ImageEntry | File>;

const images = /\.(png|jpe?g|webp|gif|avif|bmp|tiff?)$/i;

/** The images of a source in the order of their paths, and the class of each; files that are no images are left out. */
export async function imageEntries(source: ImageSource): Promise<(ImageEntry & { label: string })[]> {
  const entries =
    typeof source === 'string' ? await folderEntries(source) : Array.from(given(source), entryOf);
  const found = entries.filter(({ path }) => images.test(path));
  if (found.length === 0) {
    throw new ArgumentError(
      'imageFolder: there are no images; they lie in a folder for each class, such as cat/1.png.',
    );
  }
  const labelled = found.map(({ path, source }) => {
    const label = path.split('/').at(-2);
    if (label !== undefined) return { path, source, label };
    throw new ArgumentError(`imageFolder: ${path} lies in no folder, which would be its class.`);
  });
  return labelled.sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)));
}

/** The bytes of an image. */
export async function bytesOf({ source }: ImageEntry): Promise<Uint8Array> {
  const bytes = await openBytes(source);
  return bytes.read(0, bytes.size);
}

function given(source: Iterable<ImageEntry | File>): Iterable<ImageEntry | File> {
  if (typeof source?.[Symbol.iterator] === 'function') return source;
  throw new ArgumentError(
    `imageFolder: expected the path of a folder, files, or { path, source } of each image, got ${describe(source)}.`,
  );
}

function entryOf(entry: ImageEntry | File): ImageEntry {
  if (entry instanceof Blob) {
    const { webkitRelativePath, name } = entry as File;
    return { path: webkitRelativePath || name, source: entry };
  }
  if (typeof entry?.path === 'string' && entry.source !== undefined) return entry;
  throw new ArgumentError(`imageFolder: an image is a File or { path, source }, got ${describe(entry)}.`);
}

/** As much of Node's file system as is needed. */
interface Files {
  readdir(
    path: string,
    options: { withFileTypes: true },
  ): Promise<{ name: string; isDirectory(): boolean }[]>;
}

async function folderEntries(folder: string): Promise<ImageEntry[]> {
  const files = await importOptional<Files>('node:fs/promises').catch((cause: unknown) => {
    throw new ArgumentError(`imageFolder: there are no folders here to read ${folder} from; pass files.`, {
      cause,
    });
  });
  const list = (path: string): Promise<{ name: string; isDirectory(): boolean }[]> => {
    return files.readdir(path, { withFileTypes: true }).catch((cause: unknown) => {
      throw new ArgumentError(`imageFolder: the folder ${path} cannot be read.`, { cause });
    });
  };
  const classes = (await list(folder)).filter((entry) => entry.isDirectory());
  const lists = await Promise.all(
    classes.map(async ({ name: label }) => {
      return (await list(`${folder}/${label}`)).map(({ name }) => {
        return { path: `${label}/${name}`, source: `${folder}/${label}/${name}` };
      });
    }),
  );
  return lists.flat();
}
