import { ArgumentError, checkOptions, describe, ensureDevice, tf } from '@thaw/backend';

import type { AnyModule, Module } from '../module/module.ts';
import type { InputsLike } from './batch.ts';
import { breathe } from './breathe.ts';
import { checkModel, checkPrediction } from './check-training.ts';
import { rowsOf, sliceInputs, uploadInputs, valuesOfInputs } from './to-device.ts';

/** Options of `predict`. */
export interface PredictOptions {
  /** Rows computed at a time, which bounds the memory. @defaultValue 256 */
  readonly batchSize?: number;
}

/**
 * The model's outputs for `input`, with dropout and its like off.
 *
 * Shapes: input [rows, …], or several by name for a model of several inputs → [rows, …]. The tensor returned is the caller's to dispose.
 *
 * @throws {ArgumentError} when there are no rows, or batchSize is not a whole number from 1 on.
 * @throws {ShapeError} when the input does not fit the model.
 * @example
 * ```ts
 * import { predict } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 *
 * const logits = await predict(new Dense(2, 1), { data: Float32Array.of(0, 1), shape: [1, 2] });
 * console.log(await logits.data());
 * logits.dispose();
 * ```
 */
export async function predict(
  model: AnyModule,
  input: InputsLike,
  options: PredictOptions = {},
): Promise<tf.Tensor> {
  checkModel('predict', model);
  checkOptions('predict', options, ['batchSize']);
  const { batchSize = 256 } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new ArgumentError(`predict: batchSize must be a whole number from 1 on, got ${batchSize}.`);
  }
  const rows = typeof input === 'object' && input !== null ? rowsOf(input) : 0;
  if (!rows) {
    throw new ArgumentError(
      `predict: expected a tensor or { data: new Float32Array(…), shape: [rows, …] } of at least one row, got ${describe(input)}.`,
    );
  }
  await ensureDevice();
  model.namedModules(); // so that messages know the paths
  if (model.checkValues) model.checkValues(await valuesOfInputs(input));
  const { input: whole, made } = uploadInputs(input);
  const parts: tf.Tensor[] = [];
  try {
    for (let begin = 0; begin < rows; begin += batchSize) {
      parts.push(
        tf.tidy(() => {
          const part =
            rows <= batchSize ? whole : sliceInputs(whole, begin, Math.min(batchSize, rows - begin));
          const output = (model as Module<unknown, unknown>).forward(part, { training: false });
          return checkPrediction(model, output).clone(); // never the input itself
        }),
      );
      await breathe();
    }
    return parts.length === 1 ? parts.pop()! : tf.tidy(() => tf.concat(parts));
  } finally {
    tf.dispose(parts);
    tf.dispose(made);
  }
}
