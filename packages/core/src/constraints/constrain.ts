import { ArgumentError, describe, tf } from '@thaw/backend';

import type { AnyModule } from '../module/module.ts';
import { matchingParameters, type PathPattern } from '../module/path-pattern.ts';
import type { Parameter } from '../module/weight.ts';
import type { Constraint } from './constraint.ts';

/**
 * Gives parameters of a model a constraint, by their paths. `train` and `fit` see to it after each step, of an optimizer or a
 * rule; the values that a parameter begins with are left as they are.
 *
 * A parameter has one at most, that which was given last, and `constrain(model, pattern, undefined)` takes it away.
 *
 * @returns the model.
 * @throws {ArgumentError} when a pattern names no parameter, or the constraint is no function.
 * @example
 * ```ts
 * import { constrain, maxNorm, nonNegative, relu, Sequential } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 *
 * const model = new Sequential([new Dense(64, 32, { activation: relu }), new Dense(32, 10)]);
 * constrain(model, '**.kernel', maxNorm(3));
 * constrain(model, '**.bias', nonNegative);
 * ```
 */
export function constrain<Model extends AnyModule>(
  model: Model,
  pattern: PathPattern | readonly PathPattern[],
  constraint: Constraint | undefined,
): Model {
  if (constraint !== undefined && typeof constraint !== 'function') {
    throw new ArgumentError(
      `constrain: a constraint is a function such as maxNorm(3), got ${describe(constraint)}.`,
    );
  }
  for (const parameter of matchingParameters('constrain', model, pattern)) parameter.constraint = constraint;
  return model;
}

/**
 * Brings the parameters that are trained back to where they may be: after each step of a loop of one's own. `train` and `fit`
 * do it by themselves.
 *
 * @throws {ArgumentError} when a constraint returns no tensor.
 * @throws {ShapeError} when it returns another shape.
 */
export function applyConstraints(model: AnyModule): void {
  holdConstraints([...model.parameters().values()]);
}

/** The same for some parameters. */
export function holdConstraints(parameters: readonly Parameter[]): void {
  for (const parameter of parameters) {
    const { constraint, trainable } = parameter;
    if (!constraint || !trainable) continue;
    tf.tidy(() => {
      const held: unknown = constraint(parameter.value);
      if (!(held instanceof tf.Tensor)) {
        throw new ArgumentError(`A constraint must return a tensor, got ${describe(held)}.`);
      }
      if (held !== parameter.value) parameter.assign(held);
    });
  }
}
