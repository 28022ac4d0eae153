import { ArgumentError, describe } from '@thaw/backend';

import type { Dtype } from './dtypes.ts';
import type { HostTensor, StoredTensor } from './format.ts';
import { narrow, narrowBrain, smallFloat, widen, widenBrain } from './small-floats.ts';

/** The types in which weights may be written: floats of 8 to 64 bits. */
export type FloatDtype = 'F64' | 'F32' | 'F16' | 'BF16' | 'F8_E4M3' | 'F8_E5M2';

/**
 * A tensor of a file as float32, which is what weights are: exactly where it is F32, F16, BF16, a format of 8 or 16 bits or BOOL, and
 * the nearest float32 where it is F64, I32, U32, I64 or U64.
 *
 * @example
 * ```ts
 * import { toFloat32 } from '@thaw/core';
 *
 * console.log(toFloat32({ dtype: 'F16', shape: [2], data: Uint16Array.of(0x3c00, 0xc000) }).data); // Float32Array [ 1, -2 ]
 * ```
 */
export function toFloat32({ dtype, shape, data }: StoredTensor): HostTensor {
  if (data instanceof Float32Array) return { shape, data };
  const small = smallFloat(dtype);
  if (small) return { shape, data: widen(data as Uint8Array, small) };
  if (dtype === 'BF16') return { shape, data: widenBrain(data as Uint16Array) };
  if (dtype === 'F8_E8M0') {
    const scale = (power: number): number => (power === 255 ? NaN : 2 ** (power - 127));
    return { shape, data: Float32Array.from(data as Uint8Array, scale) };
  }
  return { shape, data: Float32Array.from(data as ArrayLike<unknown>, Number) };
}

/**
 * Numbers in another float type, to be written: each becomes the nearest number of that type, the even one where two are as near.
 * Beyond the largest stands infinity or, in F8_E4M3, which has none, NaN.
 *
 * @throws {ArgumentError} when the type is none of the floats.
 * @example
 * ```ts
 * import { fromFloat32, toFloat32 } from '@thaw/core';
 *
 * const third = { shape: [1], data: Float32Array.of(1 / 3) };
 * console.log(toFloat32(fromFloat32(third, 'BF16')).data[0]); // 0.333984375
 * ```
 */
export function fromFloat32({ shape, data }: HostTensor, dtype: FloatDtype): StoredTensor {
  switch (dtype) {
    case 'F32':
      return { dtype, shape, data };
    case 'F64':
      return { dtype, shape, data: Float64Array.from(data) };
    case 'F16':
      return { dtype, shape, data: narrow(data, smallFloat(dtype)!) };
    case 'BF16':
      return { dtype, shape, data: narrowBrain(data) };
    case 'F8_E4M3':
    case 'F8_E5M2':
      return { dtype, shape, data: Uint8Array.from(narrow(data, smallFloat(dtype)!)) };
    default:
      throw new ArgumentError(
        `fromFloat32: dtype must be F64, F32, F16, BF16, F8_E4M3 or F8_E5M2, got ${describe(dtype as Dtype)}.`,
      );
  }
}
