import type { Dtype, StoredArray } from './dtypes.ts';

/** A file or buffer that is not what safetensors says it should be. The message says where and how it differs. */
export class SafetensorsError extends Error {
  override readonly name = 'SafetensorsError';
}

/** One named tensor on the host, as weights are: float32. */
export interface HostTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** One tensor as it stands in a file: its type, and its numbers or their bits. */
export interface StoredTensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** The typed array of the type; of F16, BF16 and the F8 formats, which have none, the bits of each number. */
  readonly data: StoredArray;
}

/** What a header says of one tensor. */
export interface TensorInfo {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Its first byte, counted from the beginning of the file. */
  readonly begin: number;
  /** The byte after its last. */
  readonly end: number;
}

/** Bytes before the header: its length as an unsigned 64-bit number, low byte first. */
export const PREFIX_BYTES = 8;

/** A limit of the format, against headers that would exhaust the memory. */
export const LARGEST_HEADER_BYTES = 100_000_000;

/** The key of the header under which texts about the file stand; no tensor may have that name. */
export const METADATA = '__metadata__';

/**
 * A Uint8Array on a buffer of its own, as Blob and fetch want it. (Before TypeScript 5.7 Uint8Array has no type
 * parameter to say so with.)
 */
export type Bytes = ReturnType<Uint8ArrayConstructor['of']>;
