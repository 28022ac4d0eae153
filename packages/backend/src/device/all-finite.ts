import type { tf } from '../tfjs.ts';
import { wasmKernels } from './wasm.ts';

/**
 * Whether all of these numbers are finite: none is NaN or an infinity. On wasm they are looked at where they lie, four at a time;
 * elsewhere on the host.
 *
 * @param tensor float32, made of these numbers.
 * @example
 * ```ts
 * import { allFinite, tf, useDevice } from '@thaw/backend';
 *
 * await useDevice();
 * const numbers = Float32Array.of(1, Infinity);
 * console.log(allFinite(numbers, tf.tensor1d(numbers))); // false
 * ```
 */
export function allFinite(numbers: Float32Array, tensor: tf.Tensor): boolean {
  const kernels = wasmKernels();
  return kernels ? kernels.run.allFinite(kernels.place(tensor), numbers.length) === 1 : areFinite(numbers);
}

/**
 * They are not asked one by one: float32 numbers that are finite have a finite sum in float64, whatever their order, and an infinity or
 * a NaN stays in it.
 */
function areFinite(numbers: Float32Array): boolean {
  const eights = numbers.length & ~7;
  let sum = 0;
  let i = 0;
  for (; i < eights; i += 8) {
    const half = numbers[i]! + numbers[i + 1]! + (numbers[i + 2]! + numbers[i + 3]!); // pairs, for one sum would wait for itself
    sum += half + (numbers[i + 4]! + numbers[i + 5]! + (numbers[i + 6]! + numbers[i + 7]!));
  }
  for (; i < numbers.length; i++) sum += numbers[i]!;
  return Number.isFinite(sum);
}
