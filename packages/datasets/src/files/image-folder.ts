import { ArgumentError, checkOptions, checkSize, describe } from '@thaw/backend';

import type { BatchStream } from '../table/batch-stream.ts';
import type { BatchesOptions } from '../table/batches.ts';
import type { FloatData, IntegerData } from '../table/columns.ts';
import type { ClassData } from '../table/fields.ts';
import type { SplitOptions } from '../table/split.ts';
import { Table } from '../table/table.ts';
import { decodeImage, ImageDecoderError, type PixelOptions } from './decode-image.ts';
import { bytesOf, type ImageEntry, imageEntries, type ImageSource } from './image-entries.ts';

/** How images are read. */
export interface ImageFolderOptions {
  /** Height and width in pixels, or both at once. */
  readonly size: number | readonly [height: number, width: number];
  /** 3 for red, green and blue, 1 for grey. Default 3. */
  readonly channels?: 1 | 3;
  /** 'stretch' to the size, or 'crop' what is beyond its proportions. Default 'stretch'. */
  readonly fit?: 'stretch' | 'crop';
  /** The classes in the order of their numbers. Default: the names of the folders, sorted. */
  readonly classes?: readonly string[];
}

/** What a table of images has: bytes [rows, height, width, channels] and the number of the folder. */
export type ImageColumns = {
  readonly input: { readonly data: Uint8Array; readonly shape: readonly number[] };
  readonly target: ClassData;
};

/** How images are cut into batches: as tables are, but not scaled by column. */
export type ImageBatchesOptions = Omit<
  BatchesOptions<{ input: IntegerData; target: IntegerData }>,
  'scale'
> & {
  /** What every byte is multiplied by. Default 1 / 255. */
  readonly scale?: number;
};

/** A batch of images: float32 [batch, height, width, channels], target [batch]. */
export interface ImageBatch {
  readonly input: FloatData;
  readonly target: IntegerData;
}

/** Which image is the input, and its class. */
type Numbered = { readonly input: IntegerData; readonly target: ClassData };

/** Images that are decoded when they are needed: all at once as a table, or batch by batch. Made by `imageFolder`. */
export class ImageFolder {
  /** Of each image, where it lies. */
  readonly paths: readonly string[];
  readonly #entries: readonly ImageEntry[];
  readonly #numbered: Table<Numbered>;
  readonly #pixels: PixelOptions;

  constructor(entries: readonly ImageEntry[], numbered: Table<Numbered>, pixels: PixelOptions) {
    this.#entries = entries;
    this.#numbered = numbered;
    this.#pixels = pixels;
    this.paths = Array.from(numbered.column('input').data, (image) => entries[image]!.path);
  }

  /** How many images there are. */
  get rows(): number {
    return this.#numbered.rows;
  }

  /** The names of the classes. */
  get classes(): readonly string[] {
    return this.#numbered.column('target').classes;
  }

  /** Parts drawn at random, as those of a table; `stratify: 'target'` gives each its share of every class. */
  split<Part extends string>(
    fractions: Readonly<Record<Part, number>>,
    options: SplitOptions<Numbered> = {},
  ): Record<Part | 'training', ImageFolder> {
    const parts = Object.entries<Table<Numbered>>(this.#numbered.split(fractions, options));
    const folders = parts.map(([name, part]) => [name, new ImageFolder(this.#entries, part, this.#pixels)]);
    return Object.fromEntries(folders) as Record<Part | 'training', ImageFolder>;
  }

  /**
   * All images, decoded, as bytes: the batches of the table take `{ scale: { input: 1 / 255 } }`.
   *
   * @throws {ImageError} when a file is no image.
   * @throws {ImageDecoderError} where there is neither a page nor the package sharp.
   */
  async table(): Promise<Table<ImageColumns>> {
    const { data, shape } = await this.#decode(this.#numbered.column('input').data, Uint8Array, 1);
    const { target } = this.#numbered.columns;
    return new Table<ImageColumns>({ input: { data, shape }, target });
  }

  /**
   * Batches of images that are decoded as they come: pass `prefetch` so that the next are decoded while a step runs.
   *
   * @throws {ArgumentError} when size is not a positive integer, or an option is wrong; in the loop the errors of `table`.
   */
  batches(size: number, options: ImageBatchesOptions = {}): BatchStream<ImageBatch> {
    const { scale = 1 / 255, prefetch, ...others } = options;
    if (!Number.isFinite(scale)) {
      throw new ArgumentError(
        `ImageFolder.batches: scale is a number, such as 1 / 255, got ${describe(scale)}.`,
      );
    }
    const batches = this.#numbered.batches(size, others).map(async ({ input, target }) => {
      return { input: await this.#decode(input.data, Float32Array, scale), target };
    });
    return prefetch === undefined ? batches : batches.prefetch(prefetch);
  }

  /** Images side by side; several are decoded at a time. */
  async #decode<Numbers extends Uint8Array | Float32Array>(
    images: Int32Array,
    Kind: new (length: number) => Numbers,
    scale: number,
  ): Promise<{ data: Numbers; shape: number[] }> {
    const { height, width, channels } = this.#pixels;
    const length = height * width * channels;
    const data = new Kind(images.length * length);
    let next = 0;
    const work = async (): Promise<void> => {
      for (let place = next++; place < images.length; place = next++) {
        const pixels = await this.#pixelsOf(this.#entries[images[place]!]!);
        for (let i = 0; i < length; i++) data[place * length + i] = pixels[i]! * scale;
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, work));
    return { data, shape: [images.length, height, width, channels] };
  }

  async #pixelsOf(entry: ImageEntry): Promise<Uint8Array> {
    const bytes = await bytesOf(entry);
    try {
      return await decodeImage(bytes, this.#pixels);
    } catch (cause) {
      if (cause instanceof ImageDecoderError) throw cause;
      throw new ImageError(`${entry.path} is no image that can be decoded.`, { cause });
    }
  }
}

/** How many images are decoded at once. */
const AT_A_TIME = 8;

/** A file that is no image. */
export class ImageError extends Error {
  override readonly name = 'ImageError';
}

/**
 * The images of a folder that has a folder for each class: `leaves/oak/1.png`, `leaves/ash/1.jpg`. In a page, of the files that
 * someone chose (`<input type="file" webkitdirectory>`), or of addresses.
 *
 * Nothing is decoded yet. In Node images are decoded by the package sharp, which must be installed, in pages by the page; the bytes of a
 * compressed or resized image may differ a little between the two.
 *
 * @throws {ArgumentError} when there is no such folder, no image in it, or an option is wrong.
 * @example
 * ```ts
 * import { imageFolder } from '@thaw/datasets/files';
 *
 * const dot = new Uint8Array(await (await fetch('data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTjj+wAAAABJRU5ErkJggg==')).arrayBuffer());
 * const images = await imageFolder([{ path: 'light/1.png', source: dot }], { size: 1 });
 * console.log(images.rows, images.classes); // 1 [ 'light' ]
 * ```
 */
export async function imageFolder(source: ImageSource, options: ImageFolderOptions): Promise<ImageFolder> {
  const owner = 'imageFolder';
  checkOptions(owner, options, ['size', 'channels', 'fit', 'classes']);
  const { size, channels = 3, fit = 'stretch' } = options;
  const [height, width] = typeof size === 'number' ? [size, size] : (size ?? []);
  checkSize(owner, 'height', height!);
  checkSize(owner, 'width', width!);
  if (channels !== 1 && channels !== 3) {
    throw new ArgumentError(`${owner}: channels is 1 or 3, got ${describe(channels)}.`);
  }
  if (fit !== 'stretch' && fit !== 'crop') {
    throw new ArgumentError(`${owner}: fit is 'stretch' or 'crop', got ${describe(fit)}.`);
  }
  const entries = await imageEntries(source);
  const labels = [...new Set(entries.map(({ label }) => label))].sort();
  const classes = options.classes ?? labels;
  const unknown = labels.find((label) => !classes.includes(label));
  if (unknown !== undefined) {
    throw new ArgumentError(`${owner}: the folder ${unknown} is none of the classes ${classes.join(', ')}.`);
  }
  const numbered = new Table<Numbered>({
    input: { data: Int32Array.from(entries.keys()), shape: [entries.length] },
    target: {
      data: Int32Array.from(entries, ({ label }) => classes.indexOf(label)),
      shape: [entries.length],
      classes,
    },
  });
  return new ImageFolder(entries, numbered, { height: height!, width: width!, channels, fit });
}
