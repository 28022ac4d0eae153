import { ArgumentError, describe } from '@thaw/backend';

import type { StoreEntry } from '../stores/store.ts';
import { addressOf } from './address.ts';
import { openFile } from './file.ts';
import { openAddress } from './ranged-download.ts';

/** Bytes of which any part can be read without the rest. */
export interface ByteSource {
  /** How many bytes there are. */
  readonly size: number;
  /** The bytes from `begin` to before `end`, which lie within them. */
  read(begin: number, end: number): Promise<Uint8Array>;
}

/**
 * Where weights are read from: a path, an address (`https:`, `blob:`, or a URL object), the bytes themselves, a Blob (a File that
 * was picked or dropped is one), or what a store keeps under a name.
 */
export type SafetensorsSource = string | URL | Uint8Array | Blob | StoreEntry;

/** Whether it is one of the kinds. */
function isSource(source: unknown): source is SafetensorsSource {
  return (
    typeof source === 'string' ||
    [URL, Uint8Array, Blob].some((kind) => source instanceof kind) ||
    isEntry(source)
  );
}

/** Whether it is a name in a store. */
export function isEntry(source: unknown): source is StoreEntry {
  const { store, name } = (source ?? {}) as { store?: { open?: unknown }; name?: unknown };
  return typeof store?.open === 'function' && typeof name === 'string';
}

/** @throws {ArgumentError} when what should be a source is none. */
export function requireSource(owner: string, place: string, source: unknown): void {
  if (isSource(source)) return;
  throw new ArgumentError(
    `${owner}: the ${place} is a path, an address, bytes, a Blob or { store, name }, got ${describe(source)}.`,
  );
}

/**
 * Opens a source without reading it all.
 *
 * @throws {FileError} when there is no such file.
 * @throws {DownloadError} when the address does not hand it out.
 */
export async function openBytes(source: SafetensorsSource): Promise<ByteSource> {
  if (source instanceof Uint8Array) return bytesSource(source);
  if (source instanceof Blob) return blobSource(source);
  const address = addressOf(source);
  if (address) return openAddress(address);
  return isEntry(source) ? source.store.open(source.name) : openFile(source as string | URL);
}

/** Bytes that are here. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: async (begin, end) => bytes.subarray(begin, end) };
}

/** A Blob, from which its engine reads part by part. */
export function blobSource(blob: Blob): ByteSource {
  return {
    size: blob.size,
    read: async (begin, end) => new Uint8Array(await blob.slice(begin, end).arrayBuffer()),
  };
}

/** How messages name a source. */
export function nameOf(source: SafetensorsSource | ReadonlyMap<string, unknown>): string {
  if (source instanceof Map) return 'these tensors';
  if (source instanceof Uint8Array) return 'these bytes';
  if (source instanceof Blob) return (source as { name?: string }).name ?? 'this Blob';
  return isEntry(source) ? `${source.name} in ${source.store.title}` : String(source);
}
