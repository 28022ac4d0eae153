import { ArgumentError, describe, ShapeError, tf } from '@thaw/backend';
import { type Inputs, type InputValues, Module } from '@thaw/core';

/** @throws {ArgumentError} when a rate is not a finite number above 0. */
export function checkRate(owner: string, name: string, value: number): number {
  if (value > 0 && value < Infinity) return value;
  throw new ArgumentError(`${owner}: ${name} must be above 0, got ${describe(value)}.`);
}

/** @throws {ArgumentError} when a part is not from 0 to below 1. */
export function checkPart(owner: string, name: string, value: number): number {
  if (value >= 0 && value < 1) return value;
  throw new ArgumentError(`${owner}: ${name} must be from 0 to below 1, got ${describe(value)}.`);
}

/** @throws {ArgumentError} when a number is NaN or infinite; the message names its place. */
export function checkFinite(owner: string, values: InputValues): void {
  const numbers = values as ArrayLike<number>;
  for (let i = 0; i < numbers.length; i++) {
    if (Number.isFinite(numbers[i])) continue;
    throw new ArgumentError(
      `${owner}: ${numbers[i]} at place ${i} of its input is no finite number; mend the data before it learns from them.`,
    );
  }
}

/** @throws {ArgumentError} when a number is not from 0 to 1; the message names its place. */
export function checkProbabilities(owner: string, values: InputValues): void {
  const numbers = values as ArrayLike<number>;
  for (let i = 0; i < numbers.length; i++) {
    if (numbers[i]! >= 0 && numbers[i]! <= 1) continue;
    throw new ArgumentError(
      `${owner}: ${numbers[i]} at place ${i} of its input is no probability: numbers lie from 0 (off) to 1 (on); scale the data.`,
    );
  }
}

/**
 * Checks rows that a method takes besides `forward`.
 *
 * @throws {ShapeError} when it is no tensor [batch, width].
 */
export function checkRows(
  owner: string,
  name: string,
  tensor: Inputs,
  width: number,
): asserts tensor is tf.Tensor2D {
  if (tensor instanceof tf.Tensor && tensor.rank === 2 && tensor.shape[1] === width) return;
  throw new ShapeError(
    `${owner}: expected ${name} [batch, ${width}], got ${tensor instanceof tf.Tensor ? `[${tensor.shape.join(', ')}]` : describe(tensor)}.`,
  );
}

/** @throws {ArgumentError} when a part of a model is no module. */
export function requireModule(owner: string, name: string, value: unknown): Module {
  if (value instanceof Module) return value as Module;
  throw new ArgumentError(
    `${owner}: the ${name} is a module, such as new Dense(64, 16), got ${describe(value)}.`,
  );
}
