/** The typed arrays in which tensors of a file are held. */
export type StoredArray =
  | Uint8Array
  | Int8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

/** A constructor of one of them. */
type ArrayType = { readonly BYTES_PER_ELEMENT: number; new (buffer: ArrayBufferLike): StoredArray };

/**
 * The types of numbers in safetensors that can be read and written here, in the order in which the format's own library
 * ranks them: it writes those of the last rank first, so that each tensor begins at a multiple of its number's size.
 *
 * @see https://github.com/huggingface/safetensors, safetensors/src/tensor.rs: `enum Dtype`
 */
export const dtypes = [
  'BOOL',
  'U8',
  'I8',
  'F8_E5M2',
  'F8_E4M3',
  'F8_E8M0',
  'I16',
  'U16',
  'F16',
  'BF16',
  'I32',
  'U32',
  'F32',
  'F64',
  'I64',
  'U64',
] as const;

/** A type of numbers in a safetensors file. */
export type Dtype = (typeof dtypes)[number];

/** Whether this is the name of a type that can be read here. */
export function isDtype(name: string): name is Dtype {
  return (dtypes as readonly string[]).includes(name);
}

/** The typed array in which numbers of a type are held. A switch and no table: a table would be made at import. */
export function arrayOf(dtype: Dtype): ArrayType {
  switch (dtype) {
    case 'I8':
      return Int8Array;
    case 'I16':
      return Int16Array;
    case 'U16':
    case 'F16':
    case 'BF16':
      return Uint16Array;
    case 'I32':
      return Int32Array;
    case 'U32':
      return Uint32Array;
    case 'F32':
      return Float32Array;
    case 'F64':
      return Float64Array;
    case 'I64':
      return BigInt64Array;
    case 'U64':
      return BigUint64Array;
    default:
      return Uint8Array;
  }
}
