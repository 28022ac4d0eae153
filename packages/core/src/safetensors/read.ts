import { ArgumentError, describe } from '@thaw/backend';

import { decodeSafetensors } from './decode.ts';
import { readBytes } from './file.ts';
import type { HostTensor } from './format.ts';

/** Where weights are read from: a path, an address (`https:`, `blob:`, or a URL object), or the bytes themselves. */
export type SafetensorsSource = string | URL | Uint8Array;

/**
 * The named tensors of a safetensors file, address or bytes, on the host: to look into a file of others.
 *
 * @throws {SafetensorsError} when the bytes are damaged.
 * @throws {FileError} when the file cannot be read.
 * @throws {DownloadError} when the address does not hand them out.
 * @throws {ArgumentError} when the source is none of the kinds.
 * @example
 * ```ts
 * import { readSafetensors, toSafetensors } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 *
 * const tensors = await readSafetensors(await toSafetensors(new Dense(64, 10)));
 * for (const [name, { shape }] of tensors) console.log(name, shape); // kernel [ 64, 10 ], bias [ 10 ]
 * ```
 */
export async function readSafetensors(source: SafetensorsSource): Promise<Map<string, HostTensor>> {
  const given = source instanceof Uint8Array;
  if (!given && !(source instanceof URL) && typeof source !== 'string') {
    throw new ArgumentError(
      `readSafetensors: the argument is a path, an address or bytes, got ${describe(source)}.`,
    );
  }
  return decodeSafetensors(given ? source : await readBytes(source), nameOf(source));
}

/** How messages name a source. */
export function nameOf(source: SafetensorsSource | ReadonlyMap<string, HostTensor>): string {
  if (source instanceof Map) return 'these tensors';
  return source instanceof Uint8Array ? 'these bytes' : String(source);
}
