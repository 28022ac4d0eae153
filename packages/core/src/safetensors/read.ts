import { nameOf, openBytes, requireSource, type SafetensorsSource } from './byte-source.ts';
import { decodeSafetensors } from './decode.ts';
import { readBytes } from './file.ts';
import type { HostTensor } from './format.ts';

/**
 * The named tensors of a safetensors file, address, bytes, Blob or store, on the host, all at once and as float32: to look into a
 * file of others. (`openSafetensors` reads one by one.)
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
 * for (const [name, { shape }] of tensors) console.log(name, shape); // bias [ 10 ], kernel [ 64, 10 ]
 * ```
 */
export async function readSafetensors(source: SafetensorsSource): Promise<Map<string, HostTensor>> {
  requireSource('readSafetensors', 'argument', source);
  return decodeSafetensors(await allBytes(source), nameOf(source));
}

/** All bytes of a source. */
export async function allBytes(source: SafetensorsSource): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source;
  if (typeof source === 'string' || source instanceof URL) return readBytes(source);
  const bytes = await openBytes(source);
  return bytes.read(0, bytes.size);
}
