import type { tf } from '@thaw/backend';

import type { AnyModule, Context } from '../module/module.ts';
import type { Inputs } from './batch.ts';

/** What a model takes. */
export type InputOf<Model extends AnyModule> = Parameters<Model['forward']>[0];

/** A batch on the device, as an objective sees it. */
export interface ObjectiveBatch<Input = Inputs> {
  readonly input: Input;
  readonly target: tf.Tensor | undefined;
  /** As the batch had it: how much each row counts. */
  readonly sampleWeight?: tf.Tensor | undefined;
  /** As the batch had it: 0 where a row or place counts for nothing. */
  readonly mask?: tf.Tensor | undefined;
}

/**
 * What training makes small, where that is no loss of one target and one prediction: the evidence lower bound of a
 * variational autoencoder, the score of word pairs against sampled ones.
 *
 * It calls the model itself and returns one number, the mean over the batch. `context.random` is there in training, and
 * in evaluation too, where it draws the same numbers every time.
 *
 * @example
 * ```ts
 * import { type Objective, tf, train } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 * import { sgd } from '@thaw/optimizers';
 *
 * // Outputs that are small and alike: it needs no target.
 * const quiet: Objective<Dense> = (model, { input }, context) => model.forward(input, context).square().mean();
 * const batches = [{ input: { data: Float32Array.of(1, 2), shape: [1, 2] } }];
 * const options = { objective: quiet, optimizer: sgd({ learningRate: 0.1 }) };
 * for await (const { loss } of train(new Dense(2, 3), batches, options)) console.log(await loss);
 * ```
 */
export type Objective<Model extends AnyModule> = (
  model: Model,
  batch: ObjectiveBatch<InputOf<Model>>,
  context: Context,
) => tf.Scalar | tf.Tensor;
