import { ArgumentError, describe, ShapeError, tf } from '@thaw/backend';
import { linear, type Module, Parameter } from '@thaw/core';

/**
 * The kernel of a linear layer without bias, y = x·W: what the rules of Hebb, Oja and Sanger are about.
 *
 * @throws {ArgumentError} when the module is none, or its kernel is frozen.
 */
export function requireLinearUnit(rule: string, module: Module): Parameter {
  const { kernel, bias, activation } = module as { kernel?: unknown; bias?: unknown; activation?: unknown };
  const isLinear = activation === undefined || activation === linear;
  if (!(kernel instanceof Parameter) || kernel.shape.length !== 2 || bias !== undefined || !isLinear) {
    throw new ArgumentError(
      `${rule}: ${module.title} is no linear layer without bias; the rule teaches one, such as new Dense(2, 1, { useBias: false }).`,
    );
  }
  if (kernel.trainable) return kernel;
  throw new ArgumentError(`${rule}: the kernel of ${module.title} is frozen, and the rule would change it.`);
}

/** @throws {ShapeError} when the input is not [batch, inputs]. */
export function requireInput(rule: string, module: Module, input: tf.Tensor, inputs: number): tf.Tensor2D {
  if (input instanceof tf.Tensor && input.rank === 2 && input.shape[1] === inputs)
    return input as tf.Tensor2D;
  const got = input instanceof tf.Tensor ? `[${input.shape.join(', ')}]` : describe(input);
  throw new ShapeError(`${rule}: expected input [batch, ${inputs}] for ${module.title}, got ${got}.`);
}
