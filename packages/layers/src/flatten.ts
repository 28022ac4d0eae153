import { ShapeError, type tf } from '@thaw/backend';
import { type Context, Module } from '@thaw/core';

/**
 * Lays all axes but the first in one row.
 *
 * Shapes: input [batch, a, b, …] → [batch, a·b·…].
 *
 * @throws {ShapeError} when the input has no axis besides the batch.
 * @example
 * ```ts
 * import { tf } from '@thaw/core';
 * import { Flatten } from '@thaw/layers';
 *
 * console.log(new Flatten().forward(tf.ones([2, 4, 4, 3])).shape); // [ 2, 48 ]
 * ```
 */
export class Flatten extends Module {
  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    if (input.rank < 2) {
      throw new ShapeError(
        `${this.title}: expected input [batch, …], got [${input.shape.join(', ')}]; there is nothing to flatten.`,
      );
    }
    const [batch = 0, ...rest] = input.shape;
    return input.reshape([batch, rest.reduce((product, length) => product * length, 1)]);
  }
}
