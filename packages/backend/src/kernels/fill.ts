import type { tf } from '../tfjs.ts';
import type { Kernels } from '../wasm/kernels.ts';
import { sizeOf } from './broadcast.ts';

/**
 * A tensor of one number.
 *
 * @returns undefined for other kinds than float32, int32 and bool.
 */
export function fill(
  kernels: Kernels,
  shape: readonly number[],
  value: number,
  dtype: tf.DataType,
): tf.TensorInfo | undefined {
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') return undefined;
  const output = kernels.output(shape, dtype);
  const size = sizeOf(shape) * (dtype === 'bool' ? 1 : 4);
  if (size > 0) kernels.run.fill(kernels.control, kernels.place(output), size, pattern(value, dtype));
  return output;
}

/** A number in four bytes; a truth value four times. */
export function pattern(value: number, dtype: 'float32' | 'int32' | 'bool'): number {
  if (dtype === 'bool') return (value & 255) * 0x01010101;
  if (dtype === 'int32') return value;
  if (Object.is(value, 0)) return 0;
  bits.setFloat32(0, value);
  return bits.getInt32(0);
}

const bits = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(4));
