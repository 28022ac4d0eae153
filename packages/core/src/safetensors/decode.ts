import { toFloat32 } from './convert-dtype.ts';
import { arrayOf } from './dtypes.ts';
import type { HostTensor, StoredTensor, TensorInfo } from './format.ts';
import { PREFIX_BYTES } from './format.ts';
import { type Header, headerEnd, parseHeader } from './header.ts';

/**
 * Reads named tensors from safetensors bytes, as float32: exactly where their types allow it (see `toFloat32`). Everything the header
 * says is checked against the bytes that are there before a single number is read. (`openSafetensors` gives the numbers as they
 * stand there, and the metadata.)
 *
 * @param source how messages name the bytes: a path or an address.
 * @throws {SafetensorsError} when the bytes are cut short, the header is not the JSON of the format, a name stands twice, offsets
 * overlap, leave gaps or lie outside the file, or a tensor's type cannot be read.
 * @see https://github.com/huggingface/safetensors#format
 */
export function decodeSafetensors(given: Uint8Array, source = 'these bytes'): Map<string, HostTensor> {
  const tensors = new Map<string, HostTensor>();
  for (const [name, info] of headerOf(given, source).tensors) {
    tensors.set(name, toFloat32(tensorFrom(given.subarray(info.begin, info.end), info)));
  }
  return tensors;
}

/** The header of a file all of whose bytes are here. @throws {SafetensorsError} when it is damaged. */
export function headerOf(bytes: Uint8Array, source: string): Header {
  const end = headerEnd(bytes, bytes.length, source);
  return parseHeader(bytes.subarray(PREFIX_BYTES, end), bytes.length, source);
}

/** A tensor of the bytes that are its own, copied, so that it is aligned and outlives them. */
export function tensorFrom(bytes: Uint8Array, { dtype, shape }: TensorInfo): StoredTensor {
  // By way of a new array: Node's Buffer is a Uint8Array whose slice() does not copy.
  return { dtype, shape, data: new (arrayOf(dtype))(new Uint8Array(bytes).buffer) };
}
