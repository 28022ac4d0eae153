import { ArgumentError, describe } from '@thaw/backend';

import type { StoreEntry } from '../stores/store.ts';
import { isEntry } from './byte-source.ts';
import { writeBytes } from './file.ts';

/** Where `save` writes to: the path of a file, or a name in a store. */
export type WriteTarget = string | StoreEntry;

/** @throws {ArgumentError} when what should be a target is none. */
export function requireTarget(owner: string, place: string, target: unknown): void {
  if ((typeof target === 'string' && target !== '') || isEntry(target)) return;
  throw new ArgumentError(
    `${owner}: the ${place} is the path of a file or { store, name }, got ${describe(target)}.`,
  );
}

/** Writes whole or not at all. */
export async function writeTo(target: WriteTarget, bytes: Uint8Array): Promise<void> {
  await (typeof target === 'string' ? writeBytes(target, bytes) : target.store.write(target.name, bytes));
}
