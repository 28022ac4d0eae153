import { tf } from '../tfjs.ts';
import type { Gradient } from './gradient.ts';

/**
 * The gradient of an operation that gives truth values, whole numbers or steps: zero wherever it has one. TensorFlow.js
 * has none for most, so that a loss with `where(x > 0, …)` in it, or one that samples, cannot be learnt from at all.
 *
 * @param names the inputs of the kernel.
 */
export function flatGradient(...names: string[]): Gradient {
  return {
    inputsToSave: names,
    gradFunc: (_, saved) =>
      Object.fromEntries(names.map((name, i) => [name, () => tf.zeros(saved[i]!.shape)])),
  };
}
