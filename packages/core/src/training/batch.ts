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

/** What a model takes: a tensor, or several by name, as a translator takes `{ source, target }`. */
export type Inputs = tf.Tensor | Readonly<Record<string, tf.Tensor>>;

/** Inputs, or numbers on the host that will become them. */
export type InputsLike = TensorLike | Readonly<Record<string, TensorLike>>;

/** The numbers of inputs on the host. */
export type InputValues = ArrayLike<number> | Readonly<Record<string, ArrayLike<number>>>;

/** What one step learns from: `batch` rows of input and, unless a rule or an objective needs none, of target. */
export interface Batch {
  /** Shape [batch, ...]; for a model of several inputs, each by its name. */
  readonly input: InputsLike;
  /** Shape [batch, ...]; for a model of several outputs, each by its name. */
  readonly target?: InputsLike;
  /**
   * How much each row or place counts in the loss: 2 is as if it were there twice. Shape [batch], or as far as the loss tells places
   * apart [batch, …]. Metrics look at it where they are `weighted`.
   */
  readonly sampleWeight?: TensorLike;
  /**
   * 0 where a row or place counts for nothing, in loss and metrics; a mean is over the others. What it hides must still be a label
   * where labels are wanted. Shape [batch] or [batch, …].
   */
  readonly mask?: TensorLike;
}

/** Batches that can be gone through again and again, each epoch in an order of its own. */
export interface BatchSource {
  /** How many batches an epoch has, where that is known. */
  readonly length?: number;
  /** The batches of epoch `index`, counted from 0: the same index gives the same batches. */
  epoch(index: number): Iterable<Batch> | AsyncIterable<Batch>;
}

/** A dataset of tf.data, whose elements are { xs, ys }. */
export interface TensorFlowDataset {
  /** Its elements, from the first; each is `{ xs, ys }` or `{ input, target }` of tensors. */
  iterator(): Promise<{ next: () => Promise<IteratorResult<unknown>> }>;
}

/** What the training functions take: a source, any (async) iterable of batches, a dataset of tf.data, or a function of the epoch. */
export type Batches =
  | BatchSource
  | TensorFlowDataset
  | Iterable<Batch>
  | AsyncIterable<Batch>
  | ((epoch: number) => Iterable<Batch> | AsyncIterable<Batch>);

/** The batches of one epoch. @throws {ArgumentError} when `batches` is none of the kinds. */
export function epochOf(batches: Batches, index: number): Iterable<Batch> | AsyncIterable<Batch> {
  if (typeof batches === 'function') return batches(index);
  if ('epoch' in batches && typeof batches.epoch === 'function') return batches.epoch(index);
  if (Symbol.iterator in batches || Symbol.asyncIterator in batches) return batches;
  if ('iterator' in batches && typeof batches.iterator === 'function') return elementsOf(batches);
  throw new ArgumentError(
    'Expected batches: table.batches(32), an (async) iterable of { input, target }, or a function that gives one for an epoch.',
  );
}

/** The elements of a dataset of tf.data, which knows no `for await`; what it made is freed after use. */
async function* elementsOf(dataset: TensorFlowDataset): AsyncGenerator<Batch, void, void> {
  const iterator = await dataset.iterator();
  for (;;) {
    const { value, done } = await iterator.next();
    if (done) return;
    try {
      yield value as Batch;
    } finally {
      tf.dispose(value as tf.TensorContainer);
    }
  }
}

/** How many batches an epoch of `batches` has, where that is known. */
export function lengthOf(batches: Batches): number | undefined {
  const { length } = batches as { length?: unknown };
  return typeof batches !== 'function' && typeof length === 'number' ? length : undefined;
}
