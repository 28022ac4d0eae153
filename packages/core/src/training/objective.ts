import { ArgumentError, describe, tf } from '@thaw/backend';

import type { Figure } from '../metrics/metric.ts';
import type { AnyModule, Context } from '../module/module.ts';
import type { Inputs } from './batch.ts';
import { isRecord } from './check-training.ts';

/** What a model takes. */
export type InputOf<Model extends AnyModule> = Parameters<Model['forward']>[0];

/** A batch on the device, as an objective sees it. */
export interface ObjectiveBatch<Input = Inputs> {
  readonly input: Input;
  readonly target: tf.Tensor | undefined;
  /** The targets, where the batch has several by name; `target` is undefined then. */
  readonly targets?: Readonly<Record<string, tf.Tensor>>;
  /** As the batch had it: how much each row counts. */
  readonly sampleWeight?: tf.Tensor | undefined;
  /** As the batch had it: 0 where a row or place counts for nothing. */
  readonly mask?: tf.Tensor | undefined;
}

/**
 * What training makes small, where that is no loss of one target and one prediction: the evidence lower bound of a
 * variational autoencoder, the score of word pairs against sampled ones.
 *
 * It calls the model itself and returns one number, the mean over the batch; or `{ loss, …figures }`, where each figure is such a
 * number too: their means over the rows stand by their names beside the loss, where metrics do. `context.random` is there in training,
 * and in evaluation too, where it draws the same numbers every time.
 *
 * @example
 * ```ts
 * import { type Objective, type ObjectiveFigures, train } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 * import { sgd } from '@thaw/optimizers';
 *
 * // Outputs that are small and alike: it needs no target.
 * const quiet: Objective<Dense> = (model, { input }, context) => model.forward(input, context).square().mean();
 * const batches = [{ input: { data: Float32Array.of(1, 2), shape: [1, 2] } }];
 * const options = { objective: quiet, optimizer: sgd({ learningRate: 0.1 }) };
 * for await (const { loss } of train(new Dense(2, 3), batches, options)) console.log(await loss);
 *
 * // The same, telling the greatest output too: in the logs of fit, in step.metrics, in what evaluate returns.
 * const told: Objective<Dense, ObjectiveFigures> = (model, { input }, context) => {
 *   const outputs = model.forward(input, context);
 *   return { loss: outputs.square().mean(), greatest: outputs.max() };
 * };
 * for await (const { metrics } of train(new Dense(2, 3), batches, { ...options, objective: told })) {
 *   console.log((await metrics).greatest);
 * }
 * ```
 */
export type Objective<Model extends AnyModule, Result extends tf.Tensor | ObjectiveFigures = tf.Tensor> = (
  model: Model,
  batch: ObjectiveBatch<InputOf<Model>>,
  context: Context,
) => Result;

/** An objective that returns either. */
export type AnyObjective<Model extends AnyModule = AnyModule> = Objective<
  Model,
  tf.Tensor | ObjectiveFigures
>;

/** A loss, and what else an objective tells of a batch: one number each. */
export interface ObjectiveFigures {
  readonly loss: tf.Tensor;
  readonly [name: string]: tf.Tensor;
}

/**
 * The loss and the figures of what an objective returned.
 *
 * @throws {ArgumentError} when one of them is not one number.
 */
export function readObjective(returned: unknown): {
  loss: tf.Scalar;
  figures: Readonly<Record<string, tf.Scalar>>;
} {
  const { loss, ...figures } = isRecord(returned) ? returned : { loss: returned };
  const read = Object.entries(figures).map(([name, figure]) => [
    name,
    oneNumber(`objective: ${name}`, figure),
  ]);
  return { loss: oneNumber('objective', loss), figures: Object.fromEntries(read) };
}

function oneNumber(what: string, value: unknown): tf.Scalar {
  if (value instanceof tf.Tensor && value.size === 1) return value.asScalar();
  const got = value instanceof tf.Tensor ? `a tensor [${value.shape.join(', ')}]` : describe(value);
  throw new ArgumentError(
    `${what}: expected one number, a tensor [], got ${got}; end with .mean() over the batch.`,
  );
}

/**
 * The means over rows of figures with these names.
 *
 * @param before those of the batch before.
 * @throws {ArgumentError} when they are others than before.
 */
export function meanFigures(
  names: readonly string[],
  before: readonly Figure[] | undefined,
): readonly Figure[] {
  if (!before) return names.map((name) => ({ name, result: (total) => total[0]! / total[1]! }));
  const then = before.map(({ name }) => name);
  if (String(then) === String(names)) return before;
  throw new ArgumentError(`objective: expected figures ${then} again, got ${names}.`);
}
