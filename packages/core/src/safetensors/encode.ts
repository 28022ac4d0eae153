import { ArgumentError } from '@thaw/backend';

import { type Bytes, type HostTensor, PREFIX_BYTES } from './format.ts';

/**
 * Writes named tensors as safetensors bytes: the header's length, the header as JSON, padded with blanks to a multiple of
 * eight, then the numbers, low byte first, in the order given.
 *
 * @throws {ArgumentError} when numbers do not fill their shape.
 * @see https://github.com/huggingface/safetensors#format
 * @example
 * ```ts
 * import { decodeSafetensors, encodeSafetensors } from '@thaw/core';
 *
 * const bytes = encodeSafetensors(new Map([['bias', { shape: [2], data: new Float32Array([1, 2]) }]]));
 * console.log(decodeSafetensors(bytes).get('bias')!.data); // Float32Array [ 1, 2 ]
 * ```
 */
export function encodeSafetensors(tensors: ReadonlyMap<string, HostTensor>): Bytes {
  const header: Record<string, unknown> = {};
  let length = 0;
  for (const [name, { shape, data }] of tensors) {
    const size = shape.reduce((product, axis) => product * axis, 1);
    if (data.length !== size) {
      throw new ArgumentError(
        `encodeSafetensors: tensor "${name}" of shape [${shape.join(', ')}] needs ${size} numbers, got ${data.length}.`,
      );
    }
    header[name] = { dtype: 'F32', shape, data_offsets: [length, length + data.byteLength] };
    length += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerBytes = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(PREFIX_BYTES + headerBytes + length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerBytes), true);
  bytes.fill(0x20, PREFIX_BYTES, PREFIX_BYTES + headerBytes);
  bytes.set(json, PREFIX_BYTES);
  let offset = PREFIX_BYTES + headerBytes;
  for (const { data } of tensors.values()) {
    // Every platform that runs WebAssembly stores numbers low byte first.
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}
