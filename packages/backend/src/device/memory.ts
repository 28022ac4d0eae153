import { tf } from '../tfjs.ts';

/** What TensorFlow.js holds at this moment. */
export interface Memory {
  /** Tensors not yet disposed, parameters among them. */
  readonly tensors: number;
  /** Bytes of their data; what several tensors share, such as a reshaped view, counts for each. */
  readonly bytes: number;
}

/**
 * Counts living tensors: flat over steps, when nothing leaks.
 *
 * @example
 * ```ts
 * import { memory } from '@thaw/backend';
 *
 * console.log(memory()); // { tensors: 0, bytes: 0 }
 * ```
 */
export function memory(): Memory {
  const { numTensors, numBytes } = tf.memory();
  return { tensors: numTensors, bytes: numBytes };
}
