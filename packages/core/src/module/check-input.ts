import { ShapeError, type tf } from '@thaw/backend';

import type { AnyModule } from './module.ts';

/**
 * Checks a tensor at a module's door.
 *
 * @param expected a number for each axis whose length is fixed, a name for each that may be any.
 * @param hint how to mend it, the end of the sentence.
 * @throws {ShapeError} `Dense at layers.0: expected input [batch, 8], got [4, 7]; …`
 * @example
 * ```ts
 * import { checkInput, Module, type tf } from '@thaw/core';
 *
 * class Double extends Module {
 *   readonly inputs = 3;
 *
 *   forward(input: tf.Tensor): tf.Tensor {
 *     checkInput(this, input, ['batch', this.inputs], 'it takes three numbers a row');
 *     return input.mul(2);
 *   }
 * }
 * ```
 */
export function checkInput(
  module: AnyModule,
  input: tf.Tensor,
  expected: readonly (number | string)[],
  hint: string,
): void {
  const shape = input?.shape;
  const fits =
    Array.isArray(shape) &&
    shape.length === expected.length &&
    expected.every((length, axis) => typeof length === 'string' || length === shape[axis]);
  if (fits) return;
  const got = Array.isArray(shape) ? `[${shape.join(', ')}]` : `${typeof input}, which is no tensor`;
  throw new ShapeError(`${module.title}: expected input [${expected.join(', ')}], got ${got}; ${hint}.`);
}
