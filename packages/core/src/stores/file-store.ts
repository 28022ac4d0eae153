import { ArgumentError, describe } from '@thaw/backend';

import { listFiles, openFile, removeFile, writeBytes } from '../safetensors/file.ts';
import { checkName, type Store } from './store.ts';

/**
 * A folder as a store; it is made when something is written into it. What is written goes to a temporary file beside it first, which
 * is then renamed, so that a name holds the old or the new, whatever breaks off the program.
 *
 * @throws {ArgumentError} when the folder has no name; its methods, where there are no files.
 * @example
 * ```ts
 * import { load, save } from '@thaw/core';
 * import { fileStore } from '@thaw/core/stores';
 * import { Dense } from '@thaw/layers';
 *
 * const store = fileStore('models');
 * await save(new Dense(64, 10), { store, name: 'digits.safetensors' });
 * console.log(await store.list()); // [ 'digits.safetensors' ]
 * await load(new Dense(64, 10), { store, name: 'digits.safetensors' });
 * ```
 */
export function fileStore(folder: string): Store {
  if (typeof folder !== 'string' || folder === '') {
    throw new ArgumentError(`fileStore: its argument is the path of a folder, got ${describe(folder)}.`);
  }
  const pathOf = (name: string): string => `${folder}/${checkName('fileStore', name)}`;
  return {
    title: folder,
    list: async () => (await listFiles(folder)).filter((name) => !name.endsWith('.tmp')).sort(),
    open: async (name) => openFile(pathOf(name)),
    write: async (name, bytes) => writeBytes(pathOf(name), bytes, folder),
    remove: async (name) => removeFile(pathOf(name)),
  };
}
