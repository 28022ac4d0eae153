import { environmentVariable, hasNodeModules, importOptional } from '@thaw/backend';
import type { Store } from '@thaw/core/stores';

import { type Checksum, keyOf, mismatch } from './checksum.ts';

/**
 * Where downloads are kept unless another store is given: in Node the folder that THAW_CACHE names, by default `thaw` in the
 * platform's cache folder; in a browser its private file system or, where it has none, a database. Undefined where there is neither.
 */
export async function defaultCache(): Promise<Store | undefined> {
  const { fileStore, indexedDBStore, opfsStore } = await import('@thaw/core/stores');
  if (hasNodeModules()) return fileStore(environmentVariable('THAW_CACHE') ?? (await platformFolder()));
  for (const open of [() => opfsStore('thaw'), () => indexedDBStore('thaw')]) {
    try {
      const store = open();
      await store.list(); // private windows have both, and refuse them
      return store;
    } catch {
      continue;
    }
  }
  return undefined;
}

/** What the cache has under a checksum, checked; what was damaged there is removed. */
export async function readKept(cache: Store, checksum: Checksum): Promise<Uint8Array | undefined> {
  const name = keyOf(checksum);
  const bytes = await readEntry(cache, name);
  if (!bytes || (await mismatch(bytes, checksum)) === undefined) return bytes;
  await cache.remove(name).catch(() => undefined);
  return undefined;
}

/** What stands under a name in a store; undefined where nothing does or can be read: it is had anew then. */
export async function readEntry(store: Store, name: string): Promise<Uint8Array | undefined> {
  try {
    const source = await store.open(name);
    return await source.read(0, source.size);
  } catch {
    return undefined;
  }
}

/** A text as a part of a name in a store, the same for the same text and lawful in every file system. */
export function asName(text: string): string {
  return encodeURIComponent(text).replace(/[*'()!~]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
}

/** The folder `thaw` in that which the platform sets aside for caches. */
async function platformFolder(): Promise<string> {
  const { homedir, platform } = await importOptional<{ homedir(): string; platform(): string }>('node:os');
  const { join } = await importOptional<{ join(...parts: string[]): string }>('node:path');
  if (platform() === 'win32') {
    return join(environmentVariable('LOCALAPPDATA') ?? join(homedir(), 'AppData', 'Local'), 'thaw');
  }
  if (platform() === 'darwin') return join(homedir(), 'Library', 'Caches', 'thaw');
  return join(environmentVariable('XDG_CACHE_HOME') ?? join(homedir(), '.cache'), 'thaw');
}
