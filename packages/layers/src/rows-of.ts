import { ArgumentError, describe, ShapeError, tf } from '@thaw/backend';
import type { AnyModule, TensorLike } from '@thaw/core';

/** Rows of numbers on the host. */
export interface Rows {
  readonly count: number;
  readonly values: ArrayLike<number>;
}

/**
 * Reads rows of data [rows, width], from the host or the device.
 *
 * @throws {ShapeError} when they have not two axes, or rows of another width.
 * @throws {ArgumentError} when a number is not finite.
 */
export async function rowsOf(owner: AnyModule, name: string, data: TensorLike, width: number): Promise<Rows> {
  const { shape } = data ?? {};
  if (!Array.isArray(shape) || shape.length !== 2 || shape[1] !== width) {
    throw new ShapeError(`${owner.title}: expected ${name} [rows, ${width}], got ${describe(data)}.`);
  }
  const values = data instanceof tf.Tensor ? await data.data() : data.data;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    const place = `row ${Math.floor(i / width)}, column ${i % width}`;
    throw new ArgumentError(`${owner.title}: ${name} are finite numbers, and ${place} is ${values[i]}.`);
  }
  return { count: shape[0] as number, values };
}
