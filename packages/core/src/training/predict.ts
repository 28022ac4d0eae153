import { ArgumentError, checkOptions, describe, ensureDevice, tf } from '@thaw/backend';

import type { AnyModule } from '../module/module.ts';
import { type Batch, type Batches, epochOf, type Inputs, type InputsLike } from './batch.ts';
import { breathe } from './breathe.ts';
import { checkModel, requireTensor } from './check-training.ts';
import { forwardOf } from './inference.ts';
import { type DeviceBatch, rowsOf, sliceInputs, toDevice } from './to-device.ts';

/** Options of `predict`. */
export interface PredictOptions {
  /** Rows computed at a time, which bounds the memory. @defaultValue 256 */
  readonly batchSize?: number;
  /**
   * Whether forward passes become programs, as in `train`; they are kept with the model, for `evaluate` too. A number that a pass takes from
   * JavaScript belongs in a field of a module, where a change is seen before each pass. true throws where one cannot be compiled; false takes all
   * kernel by kernel. @defaultValue from the 17th pass over inputs of the same shapes on
   */
  readonly compile?: boolean | undefined;
}

/** What `predict` returns of a model: a tensor, or several by name. */
export type OutputOf<Model extends AnyModule> =
  unknown extends ReturnType<Model['forward']> ? tf.Tensor : ReturnType<Model['forward']>;

/**
 * The model's outputs for `input`, or for the inputs of batches, one after another; dropout and its like are off.
 *
 * Shapes: input [rows, …], or several by name for a model of several inputs → [rows, …], or several by name. What is returned is the
 * caller's to dispose.
 *
 * @param input a tensor, `{ data, shape }`, several by name; or batches, of which `fit` and `evaluate` know more. Those that
 * shuffle themselves are predicted in the order in which they come.
 * @throws {ArgumentError} when there are no rows, or batchSize is not a whole number from 1 on.
 * @throws {ShapeError} when the input does not fit the model.
 * @example
 * ```ts
 * import { predict } from '@thaw/core';
 * import { xor } from '@thaw/datasets';
 * import { Dense } from '@thaw/layers';
 *
 * const model = new Dense(2, 1);
 * const logits = await predict(model, { data: Float32Array.of(0, 1), shape: [1, 2] });
 * console.log(await logits.data());
 * const all = await predict(model, xor().batches(3, { shuffle: false }));
 * console.log(all.shape); // [ 4, 1 ]
 * logits.dispose();
 * all.dispose();
 * ```
 */
export async function predict<Model extends AnyModule>(
  model: Model,
  input: InputsLike | Batches,
  options: PredictOptions = {},
): Promise<OutputOf<Model>> {
  checkModel('predict', model);
  checkOptions('predict', options, ['batchSize', 'compile']);
  const isMany = areBatches(input);
  const { batchSize = isMany ? Infinity : 256, compile } = options;
  if (options.batchSize !== undefined && (isMany || !Number.isInteger(batchSize) || batchSize < 1)) {
    throw new ArgumentError(
      isMany
        ? 'predict: batches have a size of their own; leave out batchSize.'
        : `predict: batchSize must be a whole number from 1 on, got ${batchSize}.`,
    );
  }
  if (!isMany && !(typeof input === 'object' && input !== null && rowsOf(input))) {
    throw new ArgumentError(
      `predict: expected a tensor or { data: new Float32Array(…), shape: [rows, …] } of at least one row, got ${describe(input)}.`,
    );
  }
  await ensureDevice();
  model.namedModules(); // so that messages know the paths
  const forward = forwardOf(model);
  const parts: Inputs[] = [];
  try {
    for await (const given of isMany ? epochOf(input, 0) : [{ input }]) {
      const { input: own, xs } = given as Batch & { xs?: InputsLike };
      const wanted = { inputValues: model.checkValues !== undefined, targetValues: false };
      const batch = await toDevice({ input: (own ?? xs)! }, wanted);
      try {
        if (batch.inputValues) model.checkValues!(batch.inputValues);
        for (let begin = 0; begin < batch.size; begin += batchSize) {
          const rows = rowsFrom(batch, begin, batchSize);
          try {
            parts.push(requireTensors(model, await forward.take([rows], { compile })));
          } finally {
            if (rows !== batch.input) tf.dispose(rows as tf.TensorContainer);
          }
          await breathe();
        }
      } finally {
        batch.dispose();
      }
    }
    if (parts.length === 0) {
      throw new ArgumentError('There is nothing to predict: the batches are empty.');
    }
    return (parts.length === 1 ? parts.pop()! : tf.tidy(() => joined(parts))) as OutputOf<Model>;
  } finally {
    tf.dispose(parts as tf.TensorContainer);
  }
}

/** @throws {ArgumentError} when one of several outputs is no tensor. */
function requireTensors(model: AnyModule, outputs: Inputs): Inputs {
  if (outputs instanceof tf.Tensor) return outputs;
  for (const [name, value] of Object.entries(outputs)) {
    requireTensor(`${model.title}: forward must return for ${name}`, value, false);
  }
  return outputs;
}

/** Some rows of a batch; all of them are the batch's own. */
function rowsFrom({ input, size }: DeviceBatch, begin: number, rows: number): Inputs {
  return size <= rows ? input : sliceInputs(input, begin, Math.min(rows, size - begin));
}

function joined(parts: readonly Inputs[]): Inputs {
  const [first] = parts;
  if (first instanceof tf.Tensor) return tf.concat(parts as tf.Tensor[]);
  const named = parts as readonly Record<string, tf.Tensor>[];
  const join = (name: string): tf.Tensor => tf.concat(named.map((part) => part[name]!));
  return Object.fromEntries(Object.keys(first!).map((name) => [name, join(name)]));
}

/** Whether these are batches, and not inputs. */
function areBatches(given: unknown): given is Batches {
  if (typeof given === 'function') return true;
  if (typeof given !== 'object' || given === null || ArrayBuffer.isView(given)) return false;
  if (Array.isArray(given))
    return given.every((batch) => batch?.input !== undefined || batch?.xs !== undefined);
  const { epoch, iterator } = given as Record<string, unknown>;
  const isSource = typeof epoch === 'function' || typeof iterator === 'function';
  return isSource || Symbol.iterator in given || Symbol.asyncIterator in given;
}
