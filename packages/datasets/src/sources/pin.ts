import type { Store } from '@thaw/core/stores';

import { asName, readEntry } from './cache.ts';
import type { Checksum } from './checksum.ts';
import type { SourceFile } from './source-file.ts';

/** The name under which the cache remembers what a file's first download was, where no checksum is published. */
export function pinName(file: SourceFile): string {
  return `pin-${asName(file.path)}.json`;
}

/** The checksum of a file's first download; undefined before it. */
export async function readPin(cache: Store, file: SourceFile): Promise<Checksum | undefined> {
  const bytes = await readEntry(cache, pinName(file));
  const value = bytes && /"sha256":\s*"([0-9a-f]{64})"/.exec(new TextDecoder().decode(bytes))?.[1];
  return value === undefined ? undefined : { algorithm: 'sha256', value };
}

/** Remembers what a file's first download was, and where it came from. */
export async function writePin(
  cache: Store,
  file: SourceFile,
  { value }: Checksum,
  bytes: number,
  url: string,
): Promise<void> {
  const record = { file: file.path, sha256: value, bytes, url };
  await cache.write(pinName(file), new TextEncoder().encode(`${JSON.stringify(record, undefined, 2)}\n`));
}
