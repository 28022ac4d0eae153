import type { Store } from '@thaw/core/stores';

/** One file of a data set, as it is published. */
export interface SourceFile {
  /** Where it lies below the folder THAW_DATA names, with / between the parts: `mnist/train-images-idx3-ubyte.gz`. */
  readonly path: string;
  /** Where it is published, the official address first, then mirrors; none where its licence lets nobody else hand it out. */
  readonly urls: readonly string[];
  /** Its sha256 in hexadecimal: measured, or copied from a published source that a comment names. */
  readonly sha256?: string;
  /** Its md5 in hexadecimal, where only that is published. With neither, the first download is pinned. */
  readonly md5?: string;
  /** How many bytes it has. */
  readonly bytes?: number;
}

/** How a file is looked for: in the local folder or, where none is named, in the cache and then at its addresses. */
export interface LoadOptions {
  /** Called as bytes arrive, and once for a file that was here. */
  readonly progress?: (progress: LoadProgress) => void;
  /** Where downloads are kept. Default: a folder (see the README) in Node, in a browser its private file system or a database. */
  readonly cache?: Store;
  /** Ends the loading; what arrived until then is kept for the next time. */
  readonly signal?: AbortSignal;
  /** A folder of local copies, in place of the one that the environment variable THAW_DATA names. No network is touched then. */
  readonly data?: string;
  /** How often an address is tried that fails in a way that may pass; a try that brings more bytes than all before starts the count anew. Default 3. */
  readonly tries?: number;
  /** After so many seconds without a byte a try has failed. Default 30. */
  readonly stallSeconds?: number;
  /** So many seconds pass between two tries, twice as many before each next. Default 0.5. */
  readonly pauseSeconds?: number;
}

/** The names of {@link LoadOptions}, for loaders that check what they are given. */
export const loadOptionNames: readonly string[] = [
  'progress',
  'cache',
  'signal',
  'data',
  'tries',
  'stallSeconds',
  'pauseSeconds',
];

/** How far the loading of a file is. */
export interface LoadProgress {
  /** The file's path, as its source names it. */
  readonly file: string;
  /** How many bytes are here. */
  readonly received: number;
  /** How many there will be; undefined where neither the source nor the server tells. */
  readonly total: number | undefined;
  /** Where they come from. */
  readonly from: 'folder' | 'cache' | 'network';
  /** The address, where it is the network. */
  readonly url?: string;
  /** What a reader should know: that a first download was pinned, or that the cache could not be written to. */
  readonly notice?: string;
}

/** A file that cannot be had, or is not the one that was published. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
}
