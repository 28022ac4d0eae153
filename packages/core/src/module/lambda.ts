import { ArgumentError, describe, type tf } from '@thaw/backend';

import { type Context, Module } from './module.ts';

/**
 * A function as a module: y = f(x). It has no weights; a function that closes over some hides them from training and `save`, so those
 * belong in a class with fields.
 *
 * @throws {ArgumentError} when it is no function, or does not return a tensor.
 * @example
 * ```ts
 * import { Lambda, Sequential, tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * const model = new Sequential([new Lambda((x) => tf.square(x)), new Lambda((x) => tf.add(x, 1))]);
 * model.forward(tf.tensor1d([3])).print(); // [10]
 * ```
 */
export class Lambda extends Module {
  /** What it was given. */
  readonly apply: (input: tf.Tensor, context: Context) => tf.Tensor;

  constructor(apply: (input: tf.Tensor, context: Context) => tf.Tensor) {
    super();
    if (typeof apply !== 'function') {
      throw new ArgumentError(
        `Lambda: expected a function from tensor to tensor, as in new Lambda((x) => x.square()), got ${describe(apply)}.`,
      );
    }
    this.apply = apply;
  }

  forward(input: tf.Tensor, context: Context = {}): tf.Tensor {
    const output: unknown = this.apply(input, context);
    if (Array.isArray((output as tf.Tensor | undefined)?.shape)) return output as tf.Tensor;
    throw new ArgumentError(
      `${this.title}: its function must return a tensor, and returned ${describe(output)}.`,
    );
  }
}
