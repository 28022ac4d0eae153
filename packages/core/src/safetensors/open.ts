import { ArgumentError } from '@thaw/backend';

import { type ByteSource, nameOf, openBytes, requireSource, type SafetensorsSource } from './byte-source.ts';
import { tensorFrom } from './decode.ts';
import { PREFIX_BYTES, type StoredTensor, type TensorInfo } from './format.ts';
import { type Header, headerEnd, parseHeader } from './header.ts';

/**
 * Opens a safetensors file: its names, types, shapes and metadata are known at once, the numbers of a tensor when it is read, and
 * only its own bytes are fetched for it. So one looks into a file of many gigabytes on a server.
 *
 * There is nothing to close. A file or address that changes in the meantime is an error, not a mixture.
 *
 * @throws {SafetensorsError} when the file is damaged; what a header announces is checked against the length of the file before
 * anything is fetched or allocated for it.
 * @throws {FileError} when the file cannot be read.
 * @throws {DownloadError} when the address does not hand it out. A server that knows no ranges sends the whole file, once.
 * @example
 * ```ts
 * import { openSafetensors, toFloat32, toSafetensors } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 *
 * const file = await openSafetensors(await toSafetensors(new Dense(64, 10))); // or 'model.safetensors', or its address
 * for (const [name, { dtype, shape }] of file.tensors) console.log(name, dtype, shape); // bias F32 [ 10 ], kernel F32 [ 64, 10 ]
 * const { data } = toFloat32(await file.read('bias'));
 * console.log(data.length); // 10
 * ```
 */
export async function openSafetensors(source: SafetensorsSource): Promise<SafetensorsFile> {
  requireSource('openSafetensors', 'argument', source);
  const name = nameOf(source);
  const bytes = await openBytes(source);
  const end = headerEnd(await bytes.read(0, Math.min(PREFIX_BYTES, bytes.size)), bytes.size, name);
  return new SafetensorsFile(name, bytes, parseHeader(await bytes.read(PREFIX_BYTES, end), bytes.size, name));
}

/** A safetensors file whose header was read; made by `openSafetensors`. */
export class SafetensorsFile {
  /** What there is, by name, in the order of the bytes. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** Texts about the file, by name. */
  readonly metadata: ReadonlyMap<string, string>;
  readonly #name: string;
  readonly #bytes: ByteSource;

  constructor(name: string, bytes: ByteSource, header: Header) {
    this.tensors = header.tensors;
    this.metadata = header.metadata;
    this.#name = name;
    this.#bytes = bytes;
  }

  /**
   * The numbers of one tensor as they stand there; `toFloat32` makes weights of them.
   *
   * @throws {ArgumentError} when there is no tensor of that name.
   */
  async read(name: string): Promise<StoredTensor> {
    const info = this.tensors.get(name);
    if (!info) throw new ArgumentError(`${this.#name}: there is no tensor ${JSON.stringify(name)}.`);
    return tensorFrom(await this.#bytes.read(info.begin, info.end), info);
  }
}
