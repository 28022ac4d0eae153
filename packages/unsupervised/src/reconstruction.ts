import { ArgumentError, describe } from '@thaw/backend';
import type { Loss, Module, Objective } from '@thaw/core';

/**
 * The objective of an autoencoder: the loss of its output with its own input as the target.
 *
 * @throws {ArgumentError} when loss is no function.
 * @throws {ShapeError} when the output has not the input's shape.
 * @example
 * ```ts
 * import { binaryCrossentropy, tf, useDevice } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 * import { Autoencoder, reconstruction } from '@thaw/unsupervised';
 *
 * await useDevice();
 * const objective = reconstruction(binaryCrossentropy); // for train: { objective, optimizer }
 * const model = new Autoencoder(new Dense(4, 2), new Dense(2, 4));
 * objective(model, { input: tf.ones([3, 4]), target: undefined }, { training: false }).print();
 * ```
 */
export function reconstruction(loss: Loss): Objective<Module> {
  if (typeof loss !== 'function') {
    throw new ArgumentError(
      `reconstruction: loss is a function, such as meanSquaredError from @thaw/core, got ${describe(loss)}.`,
    );
  }
  return (model, { input }, context) => loss(input, model.forward(input, context));
}
