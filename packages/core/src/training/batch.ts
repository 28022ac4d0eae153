import { ArgumentError, tf } from '@thaw/backend';

/** Numbers on the host with their shape: what a batch is made of before it reaches a device. */
export interface ArrayData {
  /** The numbers, row by row. Float32Array becomes a float32 tensor, Int32Array and Uint8Array an int32 tensor. */
  readonly data: Float32Array | Int32Array | Uint8Array;
  /** The length of each axis; their product is `data.length`. */
  readonly shape: readonly number[];
}

/** A tensor, or numbers on the host that will become one. */
export type TensorLike = tf.Tensor | ArrayData;

/** What one step learns from: `batch` rows of input and, unless a rule needs none, of target. */
export interface Batch {
  /** Shape [batch, ...]. */
  readonly input: TensorLike;
  /** Shape [batch, ...]. */
  readonly target?: TensorLike;
}

/** Batches that can be gone through again and again, each epoch in an order of its own. */
export interface BatchSource {
  /** How many batches an epoch has, where that is known. */
  readonly length?: number;
  /** The batches of epoch `index`, counted from 0: the same index gives the same batches. */
  epoch(index: number): Iterable<Batch> | AsyncIterable<Batch>;
}
