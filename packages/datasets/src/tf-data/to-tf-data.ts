import { ArgumentError, describe, tf } from '@thaw/backend';
import type { ArrayData, Batch, BatchSource, TensorLike } from '@thaw/core';

/** What `tf.data` hands out: tensors by name, which whoever takes them disposes of. */
export type TfDataBatch = { readonly xs: tf.Tensor; readonly ys?: tf.Tensor };

/**
 * Batches as a dataset of `tf.data`, whose elements are `{ xs, ys }`: what `model.fitDataset` of tf.layers takes. Each iterator is the
 * next epoch of the batches.
 *
 * @throws {ArgumentError} when it is no source of batches; in the loop, where a batch has several inputs.
 * @example
 * ```ts
 * import { iris, toTfData } from '@thaw/datasets';
 *
 * const dataset = toTfData(iris().batches(50));
 * await dataset.take(1).forEachAsync(({ xs, ys }) => {
 *   console.log(xs.shape, ys!.shape); // [ 50, 4 ] [ 50 ]
 *   xs.dispose();
 *   ys!.dispose();
 * });
 * ```
 */
export function toTfData(batches: BatchSource): tf.data.Dataset<TfDataBatch> {
  if (typeof batches?.epoch !== 'function') {
    throw new ArgumentError(
      `toTfData: expected batches, such as table.batches(32), got ${describe(batches)}.`,
    );
  }
  let epoch = 0;
  return tf.data.generator<TfDataBatch>(() => elements(batches.epoch(epoch++)));
}

async function* elements(
  batches: Iterable<Batch> | AsyncIterable<Batch>,
): AsyncGenerator<TfDataBatch, void, void> {
  for await (const { input, target } of batches) {
    const xs = toTensor('input', input);
    yield target === undefined ? { xs } : { xs, ys: toTensor('target', target) };
  }
}

function toTensor(name: string, value: Batch['input']): tf.Tensor {
  if (value instanceof tf.Tensor) return value.clone(); // the dataset's own: what the caller keeps is not disposed of
  if (!('shape' in value)) {
    throw new ArgumentError(`toTfData: the ${name} of a batch must be one tensor, got ${describe(value)}.`);
  }
  const { data, shape } = value as Exclude<TensorLike, tf.Tensor> & ArrayData;
  return tf.tensor(data, [...shape], data instanceof Float32Array ? 'float32' : 'int32');
}
