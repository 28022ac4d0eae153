import { bytesSource } from '../safetensors/byte-source.ts';
import { checkName, missingEntry, type Store } from './store.ts';

/**
 * A store in memory, gone with the program: for tests, and for what is kept only for a while.
 *
 * @example
 * ```ts
 * import { load, save } from '@thaw/core';
 * import { memoryStore } from '@thaw/core/stores';
 * import { Dense } from '@thaw/layers';
 *
 * const store = memoryStore();
 * await save(new Dense(64, 10), { store, name: 'digits.safetensors' });
 * await load(new Dense(64, 10), { store, name: 'digits.safetensors' });
 * ```
 */
export function memoryStore(): Store {
  const files = new Map<string, Uint8Array>();
  const title = 'the memory';
  return {
    title,
    list: async () => [...files.keys()].sort(),
    open: async (name) => bytesSource(files.get(checkName('memoryStore', name)) ?? missingEntry(title, name)),
    write: async (name, bytes) => void files.set(checkName('memoryStore', name), new Uint8Array(bytes)),
    remove: async (name) => void files.delete(checkName('memoryStore', name)),
  };
}
