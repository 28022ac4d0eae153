import { ArgumentError, describe } from '@thaw/backend';

import { blobSource } from '../safetensors/byte-source.ts';
import { checkName, missingEntry, type Store, StoreError } from './store.ts';

/**
 * A folder of the browser's own file system (the origin private file system) as a store: for large files, which are read part by part.
 * It stays when the page is closed. What is written goes to a file of the browser beside the old one, which takes its place when
 * it is whole.
 *
 * @param folder its path below the root, made when something is written into it; '' is the root.
 * @throws {ArgumentError} when it is no path, or there is no such file system here: only on secure pages (https, localhost).
 * @throws {StoreError} from its methods, when the browser refuses, for want of room.
 * @see https://fs.spec.whatwg.org
 * @example
 * ```ts
 * import { opfsStore } from '@thaw/core/stores';
 *
 * if (typeof window !== 'undefined') { // in a browser
 *   const store = opfsStore('models');
 *   console.log(await store.list());
 * }
 * ```
 */
export function opfsStore(folder: string): Store {
  const parts = typeof folder === 'string' ? folder.split('/').filter((part) => part !== '') : ['..'];
  if (parts.some((part) => part === '.' || part === '..')) {
    throw new ArgumentError(`opfsStore: its argument is a path such as 'models', got ${describe(folder)}.`);
  }
  if (typeof navigator === 'undefined' || !navigator.storage?.getDirectory) {
    throw new ArgumentError(
      'opfsStore: there is no origin private file system here, only on secure pages; take indexedDBStore, or in Node fileStore.',
    );
  }
  const title = `the browser's folder /${parts.join('/')}`;
  /** The folder; undefined where there is none and it is not made. */
  const directory = async (create: boolean): Promise<FileSystemDirectoryHandle | undefined> => {
    let handle = await navigator.storage.getDirectory();
    for (const part of parts) {
      const next = await orMissing(handle.getDirectoryHandle(part, { create }));
      if (!next) return undefined;
      handle = next;
    }
    return handle;
  };
  const guarded = async <Result>(use: () => Promise<Result>): Promise<Result> =>
    use().catch((cause: unknown) => {
      if (cause instanceof ArgumentError || cause instanceof StoreError) throw cause;
      throw new StoreError(`${title}: the browser refused: ${(cause as Error).message}`, { cause });
    });
  return {
    title,
    list: () =>
      guarded(async () => {
        const names: string[] = [];
        const found = await directory(false);
        if (!found) return names;
        const entries = found as unknown as AsyncIterable<[string, FileSystemHandle]>;
        for await (const [name, { kind }] of entries) if (kind === 'file') names.push(name);
        return names.filter((name) => !/\.(tmp|crswap)$/.test(name)).sort(); // ours and Chromium's, while it writes
      }),
    open: (name) =>
      guarded(async () => {
        const found = await directory(false);
        const key = checkName('opfsStore', name);
        const handle = found && (await orMissing(found.getFileHandle(key)));
        return blobSource(await (handle ?? missingEntry(title, name)).getFile());
      }),
    write: (name, bytes) =>
      guarded(async () => {
        const key = checkName('opfsStore', name);
        const into = (await directory(true))!;
        // A new file is there, and empty, as soon as it is made: it gets its name when it is whole.
        const isNew = (await orMissing(into.getFileHandle(key))) === undefined;
        const made = isNew ? `${key}.${crypto.randomUUID()}.tmp` : key;
        const handle = await into.getFileHandle(made, { create: true });
        try {
          const writable = await handle.createWritable(); // a copy, which close() puts in the file's place
          await writable.write(new Uint8Array(bytes));
          await writable.close();
          if (isNew) await (handle as unknown as Movable).move(key);
        } catch (error) {
          if (isNew) await orMissing(into.removeEntry(made));
          throw error;
        }
      }),
    remove: (name) =>
      guarded(async () => {
        const key = checkName('opfsStore', name);
        await orMissing(directory(false).then((found) => found?.removeEntry(key)));
      }),
  };
}

/** Every engine that has this file system can give a file another name; the types do not know it yet. */
interface Movable {
  move(name: string): Promise<void>;
}

/** What was found, or undefined where there is nothing. */
async function orMissing<Result>(finding: Promise<Result>): Promise<Result | undefined> {
  return finding.catch((error: unknown) => {
    if ((error as { name?: string }).name === 'NotFoundError') return undefined;
    throw error;
  });
}
