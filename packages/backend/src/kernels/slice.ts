import { tf } from '../tfjs.ts';
import type { WasmBackend } from '../wasm/wasm-backend.ts';

/**
 * A part of a tensor, run by run. TensorFlow.js's own for wasm first copies the whole tensor for each part, so that a
 * sequence taken apart step by step costs the square of its length.
 *
 * @returns undefined for strings, which are left to TensorFlow.js.
 */
export function slice(
  x: tf.TensorInfo,
  begin: number | readonly number[],
  size: number | readonly number[] | undefined,
  backend: WasmBackend,
): tf.TensorInfo | undefined {
  if (x.dtype === 'string') return undefined;
  const parts = tf.slice_util.parseSliceParams(x as tf.Tensor, begin as number[], size as number[]);
  const [from, lengths] = parts as [number[], number[]];
  const output = backend.makeOutput(lengths, x.dtype);
  const [source, target] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(output)];
  const strides = x.shape.map((_, axis) => tf.util.sizeFromShape(x.shape.slice(axis + 1)));
  // Axes that are taken whole lie in one run with the last one that is not.
  let cut = x.shape.length - 1;
  while (cut > 0 && lengths[cut] === x.shape[cut]) cut--;
  const run = lengths[cut]! * strides[cut]!;
  let place = 0;
  const copy = (axis: number, offset: number): void => {
    const first = offset + from[axis]! * strides[axis]!;
    if (axis === cut) {
      target.set(source.subarray(first, first + run), place);
      place += run;
      return;
    }
    for (let i = 0; i < lengths[axis]!; i++) copy(axis + 1, first + i * strides[axis]!);
  };
  copy(0, 0);
  return output;
}

/** A tensor taken apart along an axis, as `tf.unstack` does. Undefined for strings. */
export function unpack(x: tf.TensorInfo, axis: number, backend: WasmBackend): tf.TensorInfo[] | undefined {
  if (x.dtype === 'string') return undefined;
  const along = axis < 0 ? axis + x.shape.length : axis;
  const begin = x.shape.map(() => 0);
  const size = x.shape.map((length, i) => (i === along ? 1 : length));
  const shape = x.shape.filter((_, i) => i !== along);
  return Array.from({ length: x.shape[along]! }, (_, i) => {
    begin[along] = i;
    return { ...slice(x, begin, size, backend)!, shape };
  });
}
