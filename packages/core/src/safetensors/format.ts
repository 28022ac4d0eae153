/** A file or buffer that is not what safetensors says it should be. The message says where and how it differs. */
export class SafetensorsError extends Error {
  override readonly name = 'SafetensorsError';
}

/** One named tensor on the host. */
export interface HostTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Bytes before the header: its length as an unsigned 64-bit number, low byte first. */
export const PREFIX_BYTES = 8;

/** A limit of the format, against headers that would exhaust the memory. */
export const LARGEST_HEADER_BYTES = 100_000_000;

/**
 * A Uint8Array on a buffer of its own, as Blob and fetch want it. (Before TypeScript 5.7 Uint8Array has no type
 * parameter to say so with.)
 */
export type Bytes = ReturnType<Uint8ArrayConstructor['of']>;
