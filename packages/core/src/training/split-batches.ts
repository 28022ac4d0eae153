import { ArgumentError, checkOptions, describe, tf } from '@thaw/backend';

import type { Batch, InputsLike, TensorLike } from './batch.ts';
import { rowsOf } from './to-device.ts';

/** How batches are split. */
export interface SplitBatchesOptions {
  /** The part of the rows on which to validate, between 0 and 1. */
  readonly validation: number;
}

/**
 * Batches to learn from, and batches to validate on: the last rows, as Keras's `validation_split` takes them. Rows are not shuffled
 * before, so what stands in an order should be; a batch in which the border lies is cut in two.
 *
 * It is for arrays of batches. A source whose epochs are in an order of their own cannot be split: its last batches are others in
 * every epoch, and what is validated on would be learnt. So `table.split({ validation: 0.2 })` of @thaw/datasets splits the table
 * before it makes batches.
 *
 * @throws {ArgumentError} when it is no array of batches, the part is not between 0 and 1, a part would be empty, or the border lies in a tensor.
 * @example
 * ```ts
 * import { fit, meanSquaredError, splitBatches } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 * import { adam } from '@thaw/optimizers';
 *
 * const x = Float32Array.from({ length: 10 }, (_, i) => i);
 * const all = { input: { data: x, shape: [10, 1] }, target: { data: x.map((value) => 2 * value), shape: [10, 1] } };
 * const { training, validation } = splitBatches([all], { validation: 0.2 });
 * console.log(training[0]!.input.shape, validation[0]!.input.shape); // [ 8, 1 ] [ 2, 1 ]
 * await fit(new Dense(1, 1), training, { loss: meanSquaredError, optimizer: adam(), validation });
 * ```
 */
export function splitBatches<Given extends Batch>(
  batches: readonly Given[],
  options: SplitBatchesOptions,
): Record<'training' | 'validation', Given[]> {
  checkOptions('splitBatches', options, ['validation']);
  const { validation: part } = options;
  if (!(typeof part === 'number' && part > 0 && part < 1)) {
    throw new ArgumentError(`splitBatches: validation must be between 0 and 1, got ${describe(part)}.`);
  }
  if (!Array.isArray(batches)) {
    throw new ArgumentError(
      `splitBatches: expected an array of batches, got ${describe(batches)}; split the data before it becomes batches, ` +
        'as table.split({ validation: 0.2 }) does, and pass fit { validation }.',
    );
  }
  const counts = batches.map(({ input }) => rowsOf(input));
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const border = rows - Math.round(rows * part);
  if (border === 0 || border === rows) {
    throw new ArgumentError(
      `splitBatches: ${rows} rows are too few for a validation part of ${part}; one of the parts would be empty.`,
    );
  }
  const [training, validation]: [Given[], Given[]] = [[], []];
  let begin = 0;
  for (const [i, batch] of batches.entries()) {
    const before = border - begin; // rows of this batch that are learnt from
    if (before > 0) training.push(before < counts[i]! ? cut(batch, 0, before) : batch);
    if (before < counts[i]!) validation.push(before > 0 ? cut(batch, before, counts[i]!) : batch);
    begin += counts[i]!;
  }
  return { training, validation };
}

/** Some rows of a batch, in the arrays where they lie. */
function cut<Given extends Batch>(batch: Given, begin: number, end: number): Given {
  const entries = Object.entries(batch).map(([name, value]: [string, InputsLike]) => [
    name,
    cutInputs(name, value, begin, end),
  ]);
  return Object.fromEntries(entries) as Given;
}

function cutInputs(name: string, value: InputsLike, begin: number, end: number): InputsLike {
  if (value instanceof tf.Tensor) {
    throw new ArgumentError(
      `splitBatches: the border lies within a batch whose ${name} is a tensor, which is not cut; give { data, shape }, or smaller batches.`,
    );
  }
  if (!ArrayBuffer.isView(value.data)) {
    const parts = Object.entries(value as Readonly<Record<string, TensorLike>>);
    return Object.fromEntries(
      parts.map(([key, each]) => [key, cutInputs(key, each, begin, end) as TensorLike]),
    );
  }
  const { data, shape } = value as { data: Float32Array; shape: readonly number[] };
  const width = data.length / shape[0]!;
  return { data: data.subarray(begin * width, end * width), shape: [end - begin, ...shape.slice(1)] };
}
