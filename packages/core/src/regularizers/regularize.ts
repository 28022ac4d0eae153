import { ArgumentError, describe, tf } from '@thaw/backend';

import type { AnyModule } from '../module/module.ts';
import { matchingParameters, type PathPattern } from '../module/path-pattern.ts';
import type { Parameter } from '../module/weight.ts';
import type { Regularizer } from './regularizer.ts';

/**
 * Gives parameters of a model a regularizer, by their paths. Training then adds to its loss what they cost, while they are
 * trained; the loss that `evaluate` and validation tell is that of the data alone (Keras adds it there too).
 *
 * It works for every module; Keras has options for it at each layer. A parameter has one at most, that which was given last,
 * and `regularize(model, pattern, undefined)` takes it away.
 *
 * @returns the model.
 * @throws {ArgumentError} when a pattern names no parameter, or the regularizer is no function.
 * @example
 * ```ts
 * import { l1, l2, regularize, relu, Sequential } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 *
 * const model = new Sequential([new Dense(64, 32, { activation: relu }), new Dense(32, 10)]);
 * regularize(model, '**.kernel', l2(1e-4));
 * regularize(model, 'layers.0.kernel', l1(1e-5)); // in the place of the other
 * ```
 */
export function regularize<Model extends AnyModule>(
  model: Model,
  pattern: PathPattern | readonly PathPattern[],
  regularizer: Regularizer | undefined,
): Model {
  if (regularizer !== undefined && typeof regularizer !== 'function') {
    throw new ArgumentError(
      `regularize: a regularizer is a function such as l2(1e-4), got ${describe(regularizer)}.`,
    );
  }
  for (const parameter of matchingParameters('regularize', model, pattern))
    parameter.regularizer = regularizer;
  return model;
}

/**
 * What the parameters that are trained cost, all together: a number to add to a loss in a loop of one's own. `train` and
 * `fit` do it by themselves.
 *
 * @throws {ArgumentError} when a regularizer returns no single number.
 */
export function penalty(model: AnyModule): tf.Scalar {
  return tf.tidy(() => withPenalty(tf.scalar(0), [...model.parameters().values()]));
}

/** A loss and what these parameters cost; the loss itself where they cost nothing. */
export function withPenalty(loss: tf.Scalar, parameters: readonly Parameter[]): tf.Scalar {
  let total = loss;
  for (const parameter of parameters) {
    const { regularizer, trainable } = parameter;
    if (regularizer && trainable) total = tf.add(total, costOf(regularizer(parameter.value)));
  }
  return total;
}

function costOf(cost: unknown): tf.Scalar {
  if (cost instanceof tf.Tensor && cost.size === 1) return cost.asScalar();
  throw new ArgumentError(
    `A regularizer must return one number, a tensor [], got ${describe(cost)}; end it with .sum().`,
  );
}
