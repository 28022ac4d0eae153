import { ArgumentError, describe } from '@thaw/backend';

import { blobSource } from '../safetensors/byte-source.ts';
import { checkName, missingEntry, type Store, StoreError } from './store.ts';

/** The table within the database. */
const FILES = 'files';

/**
 * A database of the browser as a store: it stays when the page is closed, belongs to the page's origin, and is there in every browser
 * and worker. What is written is one transaction: a page that is closed meanwhile leaves what was there.
 *
 * Tensors are read one by one from the disk. Browsers may throw such data away when the disk is full, unless
 * `navigator.storage.persist()` was granted.
 *
 * @param database its name; two stores of one name are one.
 * @throws {ArgumentError} when it has no name, or there is no IndexedDB here.
 * @throws {StoreError} from its methods, when the browser refuses: for want of room, or in private windows.
 * @see https://www.w3.org/TR/IndexedDB/
 * @example
 * ```ts
 * import { indexedDBStore } from '@thaw/core/stores';
 *
 * if (typeof indexedDB !== 'undefined') { // in a browser
 *   const store = indexedDBStore('models');
 *   console.log(await store.list());
 * }
 * ```
 */
export function indexedDBStore(database: string): Store {
  if (typeof database !== 'string' || database === '') {
    throw new ArgumentError(
      `indexedDBStore: its argument is the name of a database, got ${describe(database)}.`,
    );
  }
  if (typeof indexedDB === 'undefined') {
    throw new ArgumentError('indexedDBStore: there is no IndexedDB here; in Node, take fileStore.');
  }
  const title = `the database ${database}`;
  /** One transaction, from a connection of its own, so that none is left open. */
  const within = async <Result>(
    mode: IDBTransactionMode,
    use: (files: IDBObjectStore) => IDBRequest<Result>,
  ): Promise<Result> => {
    try {
      const connection = await opened(database);
      try {
        // Strict: complete once it is on the disk, and not in the system's memory.
        const transaction = connection.transaction(FILES, mode, { durability: 'strict' });
        const request = use(transaction.objectStore(FILES));
        await new Promise<void>((resolve, reject) => {
          transaction.oncomplete = () => resolve();
          transaction.onabort = () => reject(transaction.error ?? new Error('the transaction was aborted'));
        });
        return request.result;
      } finally {
        connection.close();
      }
    } catch (cause) {
      throw new StoreError(`${title}: the browser refused: ${(cause as Error).message}`, { cause });
    }
  };
  return {
    title,
    list: async () => (await within('readonly', (files) => files.getAllKeys())).map(String).sort(),
    open: async (name) => {
      const key = checkName('indexedDBStore', name);
      const found = await within('readonly', (files) => files.get(key) as IDBRequest<Blob | undefined>);
      return blobSource(found ?? missingEntry(title, name));
    },
    write: async (name, bytes) => {
      const key = checkName('indexedDBStore', name);
      // A Blob stays on the disk when the entry is read, and is read from there in parts.
      await within('readwrite', (files) => files.put(new Blob([new Uint8Array(bytes)]), key));
    },
    remove: async (name) => {
      const key = checkName('indexedDBStore', name);
      await within('readwrite', (files) => files.delete(key));
    },
  };
}

async function opened(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => void request.result.createObjectStore(FILES);
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('it could not be opened'));
    request.onblocked = () => reject(new Error('another page holds an older version of it open'));
  });
}
