import { ArgumentError, describe } from '@thaw/backend';

import type { ByteSource } from '../safetensors/byte-source.ts';

/**
 * A place where files are kept by name: a folder, a database of the browser, an address. What is written is there whole or not at
 * all, and a name that is written anew keeps what it had until then.
 */
export interface Store {
  /** How messages call it. */
  readonly title: string;
  /** The names that are there, in the order of the alphabet. */
  list(): Promise<string[]>;
  /** What stands under a name, to be read in parts. @throws {StoreError} when there is nothing. */
  open(name: string): Promise<ByteSource>;
  /** Writes bytes under a name, in place of what was there, whole or not at all. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** Removes what stands under a name; it may be gone already. */
  remove(name: string): Promise<void>;
}

/** A name in a store: where `save` writes to and `load` reads from. */
export interface StoreEntry {
  readonly store: Store;
  readonly name: string;
}

/** What a store cannot do, or does not have. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/**
 * A name in a store: one that is a file's name everywhere, so that a model may move from store to store.
 *
 * @throws {ArgumentError} when it is none: empty, of several parts, or one that means a folder.
 */
export function checkName(owner: string, name: unknown): string {
  const isName = typeof name === 'string' && /^[^/\\]{1,200}$/.test(name) && !/^\.\.?$|\.tmp$/.test(name);
  if (isName) return name;
  throw new ArgumentError(
    `${owner}: a name is a text without / and \\, such as 'model.safetensors', got ${describe(name)}.`,
  );
}

/** @throws {StoreError} always: there is nothing of that name. */
export function missingEntry(title: string, name: string): never {
  throw new StoreError(`There is no ${JSON.stringify(name)} in ${title}.`);
}
