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

/** A batch on the device. `dispose` frees what was made here, not what the caller handed in. */
export interface DeviceBatch {
  readonly input: tf.Tensor;
  readonly target: tf.Tensor | undefined;
  /** The targets on the host, when the caller asked for them. */
  readonly targetValues: ArrayLike<number> | undefined;
  readonly size: number;
  dispose(): void;
}

/**
 * Brings one batch to the device. Batches of tf.data, `{ xs, ys }`, are understood too.
 *
 * @param readTarget whether the values of the targets are wanted on the host.
 * @throws {ArgumentError} when it has no input, no rows, or as many targets as inputs it has not.
 */
export async function toDevice(batch: Batch, readTarget: boolean): Promise<DeviceBatch> {
  const { xs, ys } = batch as unknown as { xs?: TensorLike; ys?: TensorLike };
  const given = { input: batch?.input ?? xs, target: batch?.target ?? ys };
  if (!given.input) {
    throw new ArgumentError(
      'A batch must be { input, target }, each a tensor or { data, shape }; this one has no input.',
    );
  }
  const size = given.input.shape?.[0] ?? 0;
  const rows = given.target?.shape?.[0] ?? 0;
  if (size === 0) throw new ArgumentError('A batch must have at least one row; this one has none.');
  if (given.target && rows !== size) {
    throw new ArgumentError(
      `A batch must have a target for each input; this one has ${size} inputs and ${rows} targets.`,
    );
  }
  const targetValues = !readTarget || !given.target ? undefined : await valuesOf(given.target);
  const made: tf.Tensor[] = [];
  const upload = (value: TensorLike): tf.Tensor => {
    if (value instanceof tf.Tensor) return value;
    made.push(toTensor(value));
    return made.at(-1)!;
  };
  try {
    const [input, target] = [upload(given.input), given.target && upload(given.target)];
    return { input, target, targetValues, size, dispose: () => tf.dispose(made) };
  } catch (error) {
    tf.dispose(made);
    throw error;
  }
}

/**
 * A tensor of these numbers; the caller's to dispose.
 *
 * @throws {ArgumentError} when the numbers are in no typed array, or do not fill the shape.
 */
export function toTensor({ data, shape }: ArrayData): tf.Tensor {
  if (!(data instanceof Float32Array || data instanceof Int32Array || data instanceof Uint8Array)) {
    throw new ArgumentError('The data of { data, shape } must be a Float32Array, Int32Array or Uint8Array.');
  }
  const size = shape.reduce((product, length) => product * length, 1);
  if (data.length !== size) {
    throw new ArgumentError(
      `The data of { data, shape } must fill the shape: [${shape.join(', ')}] holds ${size} numbers, and there are ${data.length}.`,
    );
  }
  return tf.tensor(data, [...shape], data instanceof Float32Array ? 'float32' : 'int32');
}

async function valuesOf(value: TensorLike): Promise<ArrayLike<number>> {
  return value instanceof tf.Tensor ? ((await value.data()) as ArrayLike<number>) : value.data;
}
